// What the question page shows while answers are saved: state, errors, two versions.

const ANNOUNCE_EVERY = 5_000; // ms between two announcements to assistive technology
const COMMENT_NEARLY_FULL = 1_800;

function element(name, text, properties = {}) {
  const made = Object.assign(document.createElement(name), properties);
  made.textContent = text;
  return made;
}

// Whoever is typing keeps the focus: the next keys belong to the text.
function isTyping() {
  return document.activeElement?.matches("textarea, input[type=url]") ?? false;
}

export class View {
  constructor(form) {
    this.form = form;
    this.visible = document.querySelector("[data-state]");
    this.live = document.querySelector("[data-live]");
    this.check = document.querySelector("[data-check]").content.querySelector("svg");
    this.summary = form.querySelector("[data-errors]");
    this.panel = form.querySelector("[data-panel]");
    this.announcedAt = -ANNOUNCE_EVERY;
  }

  saving() {
    this.visible.classList.remove("failed");
    this.visible.replaceChildren("Saving…");
  }

  saved(label) {
    this.visible.classList.remove("failed");
    this.visible.replaceChildren(this.check.cloneNode(true), label);
    this.announce(label);
  }

  notSaved(label) {
    this.visible.classList.add("failed");
    this.visible.replaceChildren(label);
    this.announce(label);
  }

  // At most once in five seconds, and only what holds then.
  announce(text) {
    clearTimeout(this.timer);
    const wait = Math.max(0, this.announcedAt + ANNOUNCE_EVERY - performance.now());
    this.timer = setTimeout(() => {
      if (this.live.textContent === text) return;
      this.live.textContent = text;
      this.announcedAt = performance.now();
    }, wait);
  }

  countCharacters(area) {
    const left = area.maxLength - area.value.length;
    const isNear = area.value.length >= COMMENT_NEARLY_FULL;
    this.form.querySelector("[data-left]").textContent = isNear ? `${left} characters left` : "";
  }

  // Each error beside its field; in the summary too when the person wanted to go on.
  showErrors(errors, { inSummary }) {
    this.clearErrors();
    for (const [name, texts] of Object.entries(errors)) {
      const text = texts.join(" ");
      const field = document.getElementById(name);
      const label = document.querySelector(`label[for="${name}"]`)?.firstChild.textContent.trim();
      const item = element("li", field ? "" : text);
      if (field) item.append(element("a", `${label ?? "Your answer"}: ${text}`, { href: `#${name}` }));
      this.summary.querySelector("ul").append(item);
      if (field && field.type !== "radio") this.describe(field, text);
    }
    if (!inSummary) return;
    this.summary.hidden = false;
    this.summary.focus();
  }

  hasSummary() {
    return !this.summary.hidden;
  }

  describe(field, text) {
    const id = `${field.id}_error`;
    field.parentElement.append(element("p", text, { id, className: "errorlist" }));
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby")} ${id}`);
  }

  clearErrors() {
    this.summary.hidden = true;
    this.summary.querySelector("ul").replaceChildren();
    for (const field of this.form.querySelectorAll("[aria-describedby*=_error]")) {
      const about = field.getAttribute("aria-describedby").replace(/\s*\w+_error/g, "");
      field.setAttribute("aria-describedby", about);
      field.removeAttribute("aria-invalid");
    }
    for (const message of this.form.querySelectorAll(".errorlist")) message.remove();
  }

  showConflict(own, stored, { keepMine, keepStored }) {
    const versions = element("div", "", { className: "versions" });
    versions.append(
      this.version("What you wrote here", own, "Keep mine", keepMine),
      this.version("What is stored now", stored, "Keep the stored one", keepStored),
    );
    this.showPanel(
      "This answer was changed in another tab or on another device",
      element("p", "Nothing was overwritten. Choose which one counts."),
      versions,
    );
  }

  version(title, content, button, choose) {
    const input = this.form.querySelector(`input[name=level][value="${content.level}"]`);
    const text = input?.closest("label").querySelector(".text").firstChild.textContent.trim();
    const number = /\d/.test(content.level) ? `${content.level}. ` : "";
    const facts = element("dl", "");
    for (const [name, value] of [
      ["Answer", text ? number + text : "Nothing chosen"],
      ["Comment", content.comment],
      ["Link to evidence", content.evidence_url],
    ]) {
      if (value) facts.append(element("dt", name), element("dd", value));
    }
    const chooser = element("button", button, { type: "button", className: "button" });
    chooser.addEventListener("click", choose);
    const part = element("section", "");
    part.append(element("h3", title), facts, chooser);
    return part;
  }

  showPanel(title, ...parts) {
    this.panel.replaceChildren(element("h2", title, { tabIndex: -1 }), ...parts);
    this.panel.hidden = false;
    if (!isTyping()) this.focusPanel();
  }

  focusPanel() {
    this.panel.querySelector("h2")?.focus();
  }

  closePanel() {
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.form.querySelector("input[name=level]:checked, input[name=level]").focus();
  }
}
