"""The store that the settings name, opened once; each adapter is loaded where it is used."""

from functools import cache

from services.storage.models import Store
from services.storage.objects import bucket, folder
from utils import settings, stores


def current() -> Store:
    """The store of this process. Raises Unavailable where its settings are refused by the adapter itself."""
    return _opened(settings.current().files)


def opened(chosen: stores.Store) -> Store:
    """A store by its settings."""
    if isinstance(chosen, stores.Folder):
        return folder(chosen)
    if isinstance(chosen, stores.S3Bucket):
        return bucket(chosen)
    if isinstance(chosen, stores.SupabaseBucket):
        from services.storage.supabase import SupabaseStore

        return SupabaseStore(chosen)
    from services.storage.drive import DriveStore

    return DriveStore(chosen)


_opened = cache(opened)
