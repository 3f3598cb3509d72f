// Saves a section as the person types. Without this script the same form works by ordinary posts.
// Nothing is lost: one save at a time, later edits follow, and what is not saved yet waits on the
// device. Where two people saved the same section, a person decides which text stays.
import { device } from "./device.js";
import { WorksheetView } from "./worksheet_view.js";
import { Rows } from "./worksheet_rows.js";

const PAUSE = 700; // ms without typing before a save
const LONGEST_WAIT = 30_000; // ms between two tries
const LARGEST_LAST_SAVE = 60_000; // bytes that a browser still sends while the page closes
const SIGNED_OUT = 302;
const OVER = "You are signed out. What you typed is kept on this device. ";
const NOT_ALLOWED = "This can no longer be saved by you. What you typed is kept on this device.";

class Worksheet {
  constructor(form) {
    this.form = form;
    this.view = new WorksheetView(form);
    this.rows = new Rows(form, () => this.changed(0));
    this.saved = this.text();
    this.inFlight = false;
    this.attempt = null; // on its way, or to be sent again
    this.failures = 0;
    this.isStopped = false; // two texts are in view, or nothing can be saved any more
    this.isLeaving = false;
    this.buttons = []; // what to do once everything is saved, the last of each name
  }

  entries() {
    return [...new FormData(this.form)].filter(
      ([name]) => name !== "csrfmiddlewaretoken" && name !== "version",
    );
  }

  text() {
    return JSON.stringify(this.entries());
  }

  isDirty() {
    return this.text() !== this.saved;
  }

  keep() {
    const version = this.form.elements.version.value;
    this.form.dataset.state = "unsaved";
    const kept = { version, entries: this.entries(), sent: this.attempt?.text, at: Date.now() };
    return device.keep(this.form.dataset.draft, kept);
  }

  forget() {
    this.form.dataset.state = "saved";
    device.forget(this.form.dataset.draft);
  }

  changed(pause = PAUSE) {
    this.view.follow();
    if (!this.isDirty()) return;
    this.keep();
    this.later(pause);
  }

  later(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.inFlight || this.isStopped) return;
    if (!this.isDirty() && !this.buttons.length) return;
    this.inFlight = true;
    // What got no answer goes out again unchanged: it may be stored already.
    this.attempt ??= { text: this.text(), body: new FormData(this.form) };
    if (!this.failures) this.view.say("Saving…");
    const answer = await this.send();
    this.inFlight = false;
    if (!this.isLeaving) this.receive(answer);
  }

  async send(isRetried = false) {
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: this.attempt.body,
        headers: { "X-Autosave": "1" },
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") return { status: SIGNED_OUT, html: "" };
      if (answer.status !== 403 || isRetried) return { status: answer.status, html: await answer.text() };
      // Who signed in anew in another tab has a new secret: the page gets it, once.
      const renewed = await this.renewSecret();
      return renewed === 200 ? this.send(true) : { status: renewed, html: "" };
    } catch {
      return { status: 0, html: "" }; // no connection
    }
  }

  async renewSecret() {
    const page = await fetch(window.location.href, { redirect: "manual" });
    if (page.type === "opaqueredirect") return SIGNED_OUT;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const secret = fresh.querySelector("form[data-worksheet] [name=csrfmiddlewaretoken]")?.value;
    if (!secret) return 403;
    this.form.elements.csrfmiddlewaretoken.value = secret;
    this.attempt.body.set("csrfmiddlewaretoken", secret);
    return 200;
  }

  receive({ status, html }) {
    if (status === 0 || status === 429 || status >= 500) return this.tryAgain();
    const sent = this.attempt.text;
    this.attempt = null;
    this.failures = 0;
    if (status === SIGNED_OUT) return this.stop(OVER, true);
    const root = new DOMParser().parseFromString(html, "text/html").querySelector("[data-version]");
    if (!root) return this.stop(NOT_ALLOWED);
    this.form.elements.version.value = root.dataset.version;
    if (status === 409) return this.meet(root);
    const isAsked = this.buttons.length > 0;
    this.view.show(root, { withSummary: isAsked || !root.querySelector("[data-fault]") });
    if (root.querySelector(".summary-error") && !root.querySelector("[data-fault]")) return this.refuse();
    this.saved = sent;
    return root.querySelector("[data-fault]") ? this.hold() : this.settle();
  }

  // All but the marked fields is stored; these wait on the device.
  hold() {
    this.keep();
    if (this.buttons.length) this.view.focusSummary();
    this.buttons = [];
    if (this.isDirty()) this.later();
  }

  // The server stored nothing, and says why.
  refuse() {
    this.keep();
    if (this.buttons.length) this.view.focusSummary();
    this.buttons = [];
  }

  // Everything is saved, or there is more by now.
  settle() {
    if (this.isDirty()) return this.buttons.length ? this.save() : this.later();
    this.forget();
    return this.goOn();
  }

  goOn() {
    const buttons = this.buttons.filter((button) => button.name);
    this.buttons = [];
    if (!buttons.length) return;
    this.isLeaving = true;
    for (const { name, value } of buttons) {
      // The button itself may have gone with the part of the page that was renewed.
      this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    this.form.requestSubmit();
  }

  tryAgain() {
    this.failures += 1;
    const kept = this.keep() ? ", kept on this device" : "";
    this.view.say(`Not saved${kept}. Trying again`);
    const wait = Math.min(1000 * 2 ** (this.failures - 1), LONGEST_WAIT);
    this.later(wait);
  }

  stop(text, isOver = false) {
    this.isStopped = true;
    this.keep();
    this.view.say(text, isOver ? this.signIn() : null);
  }

  signIn() {
    const here = encodeURIComponent(window.location.pathname);
    return { label: "Sign in again", address: `${this.form.dataset.signIn}?next=${here}` };
  }

  // Another person, tab or device was quicker.
  meet(root) {
    this.isStopped = true;
    this.buttons = [];
    this.keep();
    this.view.show(root, { withSummary: true });
    this.view.focusConflict();
  }

  keepMine() {
    this.isStopped = false;
    this.saved = "";
    this.view.clearSummary();
    this.save();
  }

  keepTheirs() {
    this.isLeaving = true;
    this.forget();
    window.location.reload();
  }

  // A button was pressed: everything is saved first, then it does what it says.
  pressed(event) {
    const button = event.submitter;
    if (this.isLeaving) return;
    event.preventDefault();
    if (button?.name === "keep") return this.keepMine();
    if (this.isStopped) return this.view.focusSummary();
    const pressed = button ?? this.form.querySelector("button");
    // Two quick clicks on different questions both count; of one question the last.
    this.buttons = [...this.buttons.filter((each) => each.name !== pressed.name), pressed];
    this.save();
  }

  clicked(event) {
    if (!event.target.closest("[data-theirs]")) return;
    event.preventDefault();
    this.keepTheirs();
  }

  // While the page closes, what is unsaved is sent once more; the device keeps it until it is known.
  leave() {
    if (this.isLeaving || this.isStopped || this.inFlight || !this.isDirty()) return;
    this.keep();
    const body = new FormData(this.form);
    if (this.text().length > LARGEST_LAST_SAVE) return;
    fetch(this.form.action, { method: "POST", body, headers: { "X-Autosave": "1" }, keepalive: true })
      .catch(() => {});
  }

  // What an earlier visit could not save is offered again.
  offerKept() {
    const kept = device.read(this.form.dataset.draft);
    if (!kept?.entries) return;
    if (JSON.stringify(kept.entries) === this.text()) return this.forget();
    this.view.offer(kept.at, {
      use: () => this.use(kept),
      discard: () => this.forget(),
    });
  }

  use(kept) {
    // An earlier try of ours may be stored, and only its answer was lost: nobody else was quicker.
    if (kept.sent !== this.text()) this.form.elements.version.value = kept.version;
    this.rows.fill(kept.entries);
    this.view.follow();
    this.save();
  }
}

function begin(form) {
  const sheet = new Worksheet(form);
  for (const type of ["input", "change"]) form.addEventListener(type, () => sheet.changed());
  form.addEventListener("click", (event) => sheet.clicked(event));
  form.addEventListener("submit", (event) => sheet.pressed(event));
  window.addEventListener("online", () => sheet.failures && sheet.save());
  window.addEventListener("pagehide", () => sheet.leave());
  window.addEventListener("beforeunload", (event) => {
    if (!sheet.isLeaving && sheet.isDirty()) event.preventDefault();
  });
  // A page from the browser's memory may be older than what is stored.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  sheet.view.begin();
  sheet.offerKept();
}

for (const form of document.querySelectorAll("form[data-worksheet]")) begin(form);
