// Sends a chosen file in pieces, so that a lost connection, a pause or a reload costs one piece.
// Without this script the same form sends the file at once.

const PIECE = 1024 * 1024; // the most that the server takes at once
const LONGEST_WAIT = 30_000; // ms between two tries
const UNITS = ["bytes", "KB", "MB", "GB"];

function size(bytes) {
  let unit = 0;
  for (; bytes >= 1024 && unit < UNITS.length - 1; unit += 1) bytes /= 1024;
  return `${bytes.toFixed(unit ? 1 : 0)} ${UNITS[unit]}`;
}

function duration(seconds) {
  if (seconds < 60) return `about ${Math.max(1, Math.round(seconds))} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

// Where an upload was, kept on this device. A forbidden store only costs the resuming.
const device = {
  key: (file) => `aiproj:upload:${file.name}:${file.size}:${file.lastModified}`,
  read(file) {
    try {
      return localStorage.getItem(this.key(file));
    } catch {
      return null;
    }
  },
  keep(file, id) {
    try {
      localStorage.setItem(this.key(file), id);
    } catch {
      // It cannot be resumed after a reload.
    }
  },
  forget(file) {
    try {
      localStorage.removeItem(this.key(file));
    } catch {
      // Nothing was kept.
    }
  },
};

class Refusal extends Error {}

class Upload {
  constructor(form) {
    this.form = form;
    this.start = form.dataset.upload;
    this.panel = form.querySelector("[data-upload-panel]");
    this.bar = this.panel.querySelector("progress");
    this.text = this.panel.querySelector("[data-upload-text]");
    this.live = this.panel.querySelector("[role=status]");
    this.pause = this.panel.querySelector("[data-upload-pause]");
    this.actions = form.querySelector("div.actions");
    this.pause.addEventListener("click", () => (this.paused ? this.resume() : this.hold()));
    this.panel.querySelector("[data-upload-cancel]").addEventListener("click", () => this.cancel());
    form.addEventListener("submit", (event) => this.begin(event));
  }

  begin(event) {
    const file = this.form.elements.file.files[0];
    const name = this.form.elements.name.value.trim();
    if (!file || !file.size || !name) return; // the server says what is missing
    event.preventDefault();
    if (this.running) return;
    this.file = file;
    this.name = name;
    this.stopped = false;
    this.panel.hidden = false;
    this.actions.hidden = true;
    this.pause.focus();
    this.resume();
  }

  async resume() {
    this.paused = false;
    this.pause.textContent = "Pause";
    if (this.running) return;
    this.running = true;
    try {
      await this.send();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.end(error.message);
    } finally {
      this.running = false;
    }
  }

  hold() {
    this.paused = true;
    this.abort?.abort();
    this.pause.textContent = "Resume";
    this.say("Paused");
  }

  async cancel() {
    this.stopped = true;
    this.abort?.abort();
    device.forget(this.file);
    this.end("Upload canceled. Nothing was kept.");
    if (this.address) await this.post(`${this.address}cancel/`).catch(() => null);
    this.address = null;
  }

  end(message) {
    this.actions.hidden = false;
    this.panel.hidden = true;
    const box = this.form.querySelector("[data-upload-message]");
    box.textContent = message;
    box.hidden = false;
    box.focus();
  }

  say(message) {
    this.live.textContent = message;
  }

  // Asks until there is an answer to go by; null after a pause or cancel.
  async ask(url, options = {}) {
    for (let failures = 0; !this.paused && !this.stopped; failures += 1) {
      this.abort = new AbortController();
      const answer = await fetch(url, { ...options, signal: this.abort.signal }).catch(() => null);
      if (answer?.redirected) throw new Refusal("You are signed out. Sign in, then choose the same file to go on.");
      if (answer && answer.status < 500 && answer.status !== 429) return answer;
      if (this.paused || this.stopped) return null;
      const wait = Math.min(1000 * 2 ** failures, LONGEST_WAIT);
      this.say(`No connection. Next try in ${Math.round(wait / 1000)} s.`);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    return null;
  }

  options(body, headers = {}) {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    return { method: "POST", body, headers: { "X-CSRFToken": token, ...headers } };
  }

  post(url, body, headers) {
    return fetch(url, this.options(body, headers));
  }

  // Where to go on: at an upload of the same file that was begun, or at a new one.
  async offset() {
    const known = device.read(this.file);
    if (known) {
      this.address = `${this.start}${known}/`;
      const answer = await this.ask(this.address);
      if (!answer) return null;
      if (answer.ok) return (await answer.json()).offset;
      device.forget(this.file);
      this.address = null;
    }
    const fields = { name: this.name, file_name: this.file.name, size: this.file.size };
    const answer = await this.ask(this.start, this.options(new URLSearchParams(fields)));
    if (!answer) return null;
    const { id } = await this.read(answer);
    device.keep(this.file, id);
    this.address = `${this.start}${id}/`;
    return 0;
  }

  async read(answer) {
    const said = await answer.json().catch(() => ({}));
    if (answer.ok || (answer.status === 409 && "offset" in said)) return said;
    if (answer.status === 404) device.forget(this.file);
    throw new Refusal(said.message ?? "The upload was refused. Upload the file again.");
  }

  async send() {
    let offset = await this.offset();
    const began = { at: performance.now(), offset };
    while (offset !== null && offset < this.file.size) {
      this.show(offset, began);
      const piece = this.file.slice(offset, offset + PIECE);
      const headers = { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" };
      const answer = await this.ask(this.address, this.options(piece, headers));
      offset = answer && (await this.read(answer)).offset;
    }
    if (offset === null) return;
    this.show(offset, began);
    this.say("All bytes are there.");
    const fields = new URLSearchParams({ name: this.name }); // it may differ from when it began
    const answer = await this.ask(`${this.address}finish/`, this.options(fields));
    if (!answer) return;
    const { address } = await this.read(answer);
    device.forget(this.file);
    window.location.assign(address);
  }

  show(offset, began) {
    const sent = offset - began.offset;
    const seconds = (performance.now() - began.at) / 1000;
    const left = sent ? `, ${duration((seconds / sent) * (this.file.size - offset))}` : "";
    this.bar.max = this.file.size;
    this.bar.value = offset;
    this.text.textContent = `${size(offset)} of ${size(this.file.size)}${left}`;
    this.say("");
  }
}

document.querySelectorAll("form[data-upload]").forEach((form) => new Upload(form));
