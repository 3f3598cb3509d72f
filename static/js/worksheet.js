// Saves a section as the person types, and shows its checks. Without this script the same form
// works by ordinary posts. One save at a time; what could not be saved stays in the form.

const PAUSE = 700; // ms without typing before a save
const ID_LENGTH = 8;
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(ID_LENGTH)), (byte) => LETTERS[byte % LETTERS.length]).join("");

class Worksheet {
  constructor(form) {
    this.form = form;
    this.timer = null;
    this.inFlight = false;
    this.isDirty = false;
    this.isStopped = false; // two texts are in view, and a person decides
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("click", (event) => this.clicked(event));
    form.addEventListener("submit", () => {
      this.isDirty = false;
      this.isStopped = true;
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.isDirty) event.preventDefault();
    });
  }

  later() {
    this.isDirty = true;
    if (this.isStopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  clicked(event) {
    const button = event.target.closest("[data-add]");
    if (!button) return;
    event.preventDefault();
    const group = button.closest("[data-rows]");
    const html = group.querySelector("template").innerHTML.replaceAll("-ROW-", `-${newKey()}-`);
    button.insertAdjacentHTML("beforebegin", html);
    group.querySelector(".empty-rows")?.remove();
    const row = group.querySelector(":scope > .row:last-of-type");
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  async save() {
    if (this.inFlight) return this.later();
    this.inFlight = true;
    this.isDirty = false;
    this.say("Saving…");
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "X-Autosave": "1" },
        redirect: "error",
      });
      this.show(await answer.text(), answer.ok);
    } catch {
      this.isDirty = true;
      this.say("Not saved: no connection. What you typed is still here.");
    } finally {
      this.inFlight = false;
    }
  }

  show(html, isSaved) {
    const parts = new DOMParser().parseFromString(html, "text/html");
    const root = parts.querySelector("[data-version]");
    if (!root) return this.say("Not saved. Reload the page, or save with the button.");
    for (const fresh of root.querySelectorAll("[data-part]"))
      for (const old of document.querySelectorAll(`[data-part="${fresh.dataset.part}"]`)) old.replaceWith(fresh.cloneNode(true));
    this.form.elements.version.value = root.dataset.version;
    this.isStopped = "conflict" in root.dataset;
    if (!isSaved) this.isDirty = true;
  }

  say(text) {
    for (const place of document.querySelectorAll('[data-part="saved"]')) place.textContent = text;
  }
}

for (const form of document.querySelectorAll("[data-worksheet]")) new Worksheet(form);
