/* Sends chosen photos and documents one after the other: photos made small on the device first, what the camera wrote kept
   for the server to read, each under an id of its own so that sending it again has no second effect. */
const { worded, wordedCount } = window.suthra;
const SIDE = 1600;
const SMALL_ENOUGH = 400 * 1024;
const WAITS = [2000, 5000, 15000];

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

/* The part of a JPEG in which a camera writes when and where, marked as upright, because the small picture is. */
export const written = async (file) => {
  const view = new DataView(await file.slice(0, 262144).arrayBuffer());
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 10 < view.byteLength && view.getUint8(at) === 0xff;) {
    const length = view.getUint16(at + 2);
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966 && at + 2 + length <= view.byteLength) {
      const part = new DataView(view.buffer.slice(at, at + 2 + length));
      const isLittle = part.getUint16(10) === 0x4949;
      const first = 10 + part.getUint32(14, isLittle);
      const count = part.getUint16(first, isLittle);
      for (let entry = first + 2; entry < first + 2 + 12 * count; entry += 12) {
        if (part.getUint16(entry, isLittle) === 0x0112) part.setUint16(entry + 8, 1, isLittle);
      }
      return part.buffer;
    }
    if (view.getUint16(at) === 0xffda) return null;
    at += 2 + length;
  }
  return null;
};

export const shrink = async (file) => {
  if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
    if (!small || small.size >= file.size) return file;
    const kept = await written(file).catch(() => null);
    return kept ? new Blob([small.slice(0, 2), kept, small.slice(2)], { type: "image/jpeg" }) : small;
  } catch {
    return file; /* whatever the browser cannot read, the server judges */
  }
};

const send = async (address, file, name) => {
  const body = new FormData();
  body.append("client_uuid", newId());
  body.append("file", file, name);
  for (let tried = 0; ; tried += 1) {
    try {
      const answer = await fetch(address, { method: "POST", credentials: "same-origin", headers: { "Accept-Language": document.documentElement.lang }, body });
      if (answer.status === 503 && tried < WAITS.length) throw new TypeError("busy");
      if (answer.ok) return null;
      const told = await answer.json().catch(() => ({}));
      return told.error?.message ?? worded("{name} was not taken.", { name });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      if (tried >= WAITS.length) return worded("{name} could not be sent: the server cannot be reached. Choose it again when you are connected.", { name });
      await new Promise((done) => setTimeout(done, WAITS[tried]));
    }
  }
};

export const attach = async (form, files, refresh) => {
  if (form.dataset.isSending || !files.length) return;
  form.dataset.isSending = "1";
  const said = form.querySelector(".su-attach-said");
  /* How many are still to be sent, for the end of the day: what a page that was left did not send must be chosen again. */
  const unsent = `suthra-photos ${document.querySelector(".su-person")?.dataset.person} ${form.dataset.attach}`;
  const wrong = [];
  said.classList.remove("su-bad");
  try {
    sessionStorage.setItem(unsent, files.length);
    for (const [place, file] of files.entries()) {
      said.textContent = files.length > 1
        ? worded("Sending {place} of {count} …", { place: place + 1, count: files.length })
        : worded("Sending {name} …", { name: file.name });
      const refusal = await send(form.dataset.attach, await shrink(file), file.name);
      if (refusal) wrong.push(refusal);
      const more = files.length - place - 1;
      if (more) sessionStorage.setItem(unsent, more);
      else sessionStorage.removeItem(unsent);
    }
  } finally {
    delete form.dataset.isSending;
  }
  const good = files.length - wrong.length;
  said.textContent = [good ? wordedCount("Added one.", "Added {count}.", good) : "", ...wrong].filter(Boolean).join(" ");
  said.classList.toggle("su-bad", wrong.length > 0);
  if (good) refresh();
};
