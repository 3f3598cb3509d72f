// Saves an answer as the person goes. Without this script the same form works by ordinary posts.
// Nothing acknowledged is lost: one save at a time, each with a key of its own, repeated unchanged
// until the server answers; what is unsent waits on the device.
import { device } from "./device.js";
import { View } from "./survey_view.js";

const PAUSE = 600; // ms without typing before a save
const LONGEST_WAIT = 30_000; // ms between two tries
const KEYS_OFF = "aiproj:keys-off";
const FIELDS = ["level", "comment", "evidence_url"];
const LINK_NOT_SAVED = "Not saved: the link to evidence";
const NO_ADDRESS = { evidence_url: ["Use a full address that begins with https://."] };

const same = (one, other) => FIELDS.every((name) => one[name] === other[name]);
const pick = (data) => Object.fromEntries(FIELDS.map((name) => [name, data[name]]));

// randomUUID exists only on https and localhost.
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Answer {
  constructor(form) {
    this.form = form;
    this.view = new View(form);
    this.version = Number(form.elements.version.value);
    this.loaded = { ...this.fromPage(), version: this.version };
    this.acknowledged = "unsaved" in form.dataset ? null : this.fromPage();
    this.attempt = null; // on its way, or to be sent again unchanged
    this.inFlight = false;
    this.failures = 0;
    this.rejected = null; // content that the server refused; waits for a change
    this.conflict = null; // what is stored, while the person decides
    this.ended = false; // the survey closed, or the link ended
    this.button = null; // where to go once everything is saved
    this.seenAt = performance.now();
    this.seconds = null;
  }

  // What the server wrote into the page, whatever the browser restored into the fields.
  fromPage() {
    const { level, comment, evidence_url: evidence } = this.form.elements;
    return {
      level: [...level].find((input) => input.defaultChecked)?.value ?? "",
      comment: comment.defaultValue.trim(),
      evidence_url: evidence.defaultValue.trim(),
    };
  }

  fields() {
    const { level, comment, evidence_url: evidence } = this.form.elements;
    return {
      level: level.value,
      comment: comment.value.trim(),
      evidence_url: evidence.value.trim(),
    };
  }

  // An address that is still being typed does not hold up the rest of the answer.
  content() {
    const known = this.acknowledged?.evidence_url ?? "";
    return this.hasAddress() ? this.fields() : { ...this.fields(), evidence_url: known };
  }

  hasAddress() {
    const text = this.fields().evidence_url;
    return text === "" || (/^https:\/\/[^\s/]/i.test(text) && !/\s/.test(text));
  }

  isSaved() {
    return !this.attempt && this.acknowledged !== null && same(this.content(), this.acknowledged);
  }

  isUnsaved() {
    return !this.isSaved() || !this.hasAddress();
  }

  fill(content) {
    for (const input of this.form.elements.level) input.checked = input.value === content.level;
    this.form.elements.comment.value = content.comment;
    this.form.elements.evidence_url.value = content.evidence_url;
  }

  // Sends what is new as soon as nothing else is on its way.
  save() {
    clearTimeout(this.typing);
    if (this.inFlight || this.ended || this.conflict) return;
    if (!this.attempt) {
      if (this.isSaved()) return this.settle();
      const content = this.content();
      if (this.rejected && same(content, this.rejected)) return;
      const measured = this.seconds === null ? {} : { seconds: this.seconds };
      this.attempt = { ...content, ...measured, version: this.version, key: newKey() };
    }
    this.keep();
    this.send();
  }

  keep() {
    const { version, attempt } = this;
    return device.keep(this.form.dataset.draft, { version, attempt, fields: this.fields() });
  }

  async send() {
    clearTimeout(this.retry);
    this.inFlight = true;
    if (!this.failures) this.view.saving();
    let status = 0;
    let data = null;
    try {
      const answer = await fetch(this.form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(this.attempt),
      });
      data = await answer.json();
      status = answer.status;
    } catch {
      // No connection, or an answer that is not ours: the same attempt goes out again.
    }
    this.inFlight = false;
    this.receive(status, data);
  }

  receive(status, data) {
    if (status === 0 || status === 429 || status >= 500) return this.tryAgain();
    const sent = pick(this.attempt);
    this.failures = 0;
    this.attempt = null;
    if (status === 200) return this.accept(sent, data);
    if (status === 409 && data.error === "stale") return this.meet(data.stored);
    if (status === 422) return this.reject(sent, data.errors);
    return this.end(data.message);
  }

  accept(sent, data) {
    // The receipt of an earlier visit's attempt, and a newer answer has come since.
    if (data.version < this.loaded.version) return this.meet(this.loaded);
    this.acknowledged = sent;
    this.rejected = null;
    this.setVersion(data.version);
    if (!this.isSaved()) return this.save();
    if (!this.hasAddress()) return this.view.notSaved(LINK_NOT_SAVED);
    this.view.clearErrors();
    this.view.saved(data.saved_label);
    return this.settle();
  }

  setVersion(version) {
    this.version = version;
    this.form.elements.version.value = version;
    this.form.elements.key.value = newKey();
  }

  // Everything that can be saved is saved.
  settle() {
    if (this.isUnsaved()) return;
    device.forget(this.form.dataset.draft);
    if (this.button) window.location.assign(this.button.dataset.then);
  }

  tryAgain() {
    this.failures += 1;
    const kept = this.keep() ? ", kept on this device" : "";
    this.view.notSaved(`Not saved${kept}. Trying again`);
    const wait = Math.min(1000 * 2 ** (this.failures - 1), LONGEST_WAIT);
    this.retry = setTimeout(() => this.send(), wait);
  }

  // Another tab or device was quicker.
  meet(stored) {
    this.loaded = stored;
    const own = this.fields();
    if (same(own, stored)) return this.adopt(stored);
    this.conflict = stored;
    this.stay();
    this.keep();
    this.view.notSaved("Not saved. This answer was changed elsewhere");
    return this.view.showConflict(own, stored, {
      keepMine: () => this.keepMine(),
      keepStored: () => this.keepStored(),
    });
  }

  adopt(stored) {
    this.acknowledged = pick(stored);
    this.setVersion(stored.version);
    this.view.saved("Saved");
    this.settle();
  }

  keepMine() {
    this.setVersion(this.conflict.version);
    this.acknowledged = null;
    this.conflict = null;
    this.view.closePanel();
    this.save();
  }

  keepStored() {
    const stored = this.conflict;
    this.conflict = null;
    this.fill(stored);
    this.view.closePanel();
    this.adopt(stored);
  }

  reject(sent, errors) {
    this.rejected = sent;
    this.keep();
    this.view.notSaved("Not saved. See what is wrong beside the field");
    this.view.showErrors(errors, { inSummary: this.button !== null });
    this.stay();
  }

  // The survey closed or the link ended: the text stays on the page.
  end(message) {
    this.ended = true;
    this.stay();
    device.forget(this.form.dataset.draft);
    this.view.notSaved("Not saved");
    this.view.showPanel(message ?? "This could not be saved. Copy your text and load the page again.");
  }

  // Where the button leads, once everything is saved.
  go(button) {
    if (this.ended || this.conflict) return this.view.focusPanel();
    this.stay();
    this.rejected = null;
    if (!this.hasAddress()) return this.view.showErrors(NO_ADDRESS, { inSummary: true });
    this.button = button;
    if (!this.isSaved()) {
      this.label = button.textContent;
      button.textContent = "Saving…";
    }
    return this.save();
  }

  stay() {
    if (this.button && this.label) this.button.textContent = this.label;
    this.button = this.label = null;
  }

  // What an earlier visit could not send is shown again, and sent with the key it had.
  restore() {
    const kept = device.read(this.form.dataset.draft);
    if (!kept?.fields) return;
    this.fill(kept.fields);
    this.attempt = kept.attempt;
    if (!this.attempt && !this.isUnsaved()) return this.settle();
    this.version = kept.version;
    this.save();
  }

  changed({ target, type }) {
    if (target.name === "level") {
      this.seconds ??= Math.round((performance.now() - this.seenAt) / 1000);
    }
    if (target.name === "comment") this.view.countCharacters(target);
    clearTimeout(this.typing);
    if (this.isUnsaved()) this.keep();
    if (type === "change") this.finish(target);
    else this.typing = setTimeout(() => this.save(), PAUSE);
  }

  // A field was left or a row chosen.
  finish(target) {
    this.save();
    if (target.name === "evidence_url") afterPress(() => this.judgeAddress());
  }

  judgeAddress() {
    if (this.hasAddress()) return this.view.clearErrors();
    if (this.view.hasSummary()) return; // the button has said it already
    this.view.notSaved(LINK_NOT_SAVED);
    this.view.showErrors(NO_ADDRESS, { inSummary: false });
  }
}

// What moves the page waits until the pointer is up: the press would miss what it aimed at.
let pressing = false;
window.addEventListener("pointerdown", () => (pressing = true), true);
for (const type of ["pointerup", "pointercancel"]) {
  window.addEventListener(type, () => setTimeout(() => (pressing = false)), true);
}

function afterPress(act) {
  if (pressing) setTimeout(() => afterPress(act), 20);
  else act();
}

// Single keys, only outside text fields: digits choose, Enter goes on, left arrow goes back.
function listenToKeys(answer) {
  const [next, back] = answer.form.querySelectorAll("button[name=then]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const onRadio = event.target.type === "radio";
    if (!onRadio && event.target.closest("input, textarea, select")) return;
    if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      event.preventDefault();
      if (!event.repeat) answer.go(next);
    } else if (event.key === "ArrowLeft" && !onRadio) {
      answer.go(back);
    } else if (/^[0-5]$/.test(event.key) && !device.read(KEYS_OFF)) {
      choose(answer.form, event.key === "0" ? "DK" : event.key, onRadio);
    }
  });
}

function choose(form, level, takeFocus) {
  const input = form.querySelector(`input[name=level][value="${level}"]`);
  if (takeFocus) input.focus();
  if (!input.checked) input.click();
  input.closest("label").scrollIntoView({ block: "nearest" });
}

// Speech input can press single keys by accident, so that they can be turned off.
function offerKeys() {
  const help = document.querySelector("[data-keys]");
  const toggle = help.querySelector("button");
  const show = () => {
    toggle.textContent = device.read(KEYS_OFF) ? "Turn number keys on" : "Turn number keys off";
  };
  toggle.addEventListener("click", () => {
    device.keep(KEYS_OFF, !device.read(KEYS_OFF));
    show();
  });
  show();
  help.hidden = false;
}

function begin(form) {
  const answer = new Answer(form);
  form.addEventListener("input", (event) => answer.changed(event));
  form.addEventListener("change", (event) => answer.changed(event));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer.go(event.submitter ?? form.querySelector("button[name=then]"));
  });
  document.querySelector("[data-then][href]").addEventListener("click", (event) => {
    event.preventDefault();
    answer.go(event.currentTarget);
  });
  window.addEventListener("online", () => {
    if (answer.attempt && !answer.inFlight) answer.send();
  });
  window.addEventListener("beforeunload", (event) => {
    if (answer.isUnsaved()) event.preventDefault();
  });
  // A page from the browser's memory may be older than what is stored.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  listenToKeys(answer);
  offerKeys();
  answer.restore();
}

const form = document.getElementById("answer");
if (form) begin(form);
const printButton = document.querySelector("[data-print]");
if (printButton) {
  printButton.hidden = false;
  printButton.addEventListener("click", () => window.print());
}
