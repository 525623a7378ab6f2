-- reason: people read in their own language: English, or Urdu from right to left

ALTER TABLE people ADD COLUMN language text COLLATE "C" NOT NULL DEFAULT 'en'
    CONSTRAINT language_is_known CHECK (language IN ('en', 'ur'));
