// Rows of a section: adding, moving, duplicating, removing and taking that back. Each row keeps the
// id under which it is stored, so that comments and references stay with it.

const ID_LENGTH = 8;
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(ID_LENGTH)), (byte) => LETTERS[byte % LETTERS.length]).join("");

// The first row ids of the spec's field names are between two hyphens: milestones-abcd1234-name.
const parted = (name) => name.match(/^([a-z][a-z0-9_]*)-([a-z0-9]{4,16})-(.+)$/);

export class Rows {
  constructor(form, changed) {
    this.form = form;
    this.changed = changed;
    for (const button of form.querySelectorAll("[data-remove]")) button.hidden = false;
    for (const each of form.querySelectorAll("[data-without-script]")) each.hidden = true;
    for (const template of form.querySelectorAll("template")) {
      template.content.querySelector("[data-remove]").hidden = false;
      for (const each of template.content.querySelectorAll("[data-without-script]")) each.hidden = true;
    }
    form.addEventListener("click", (event) => this.clicked(event));
  }

  clicked(event) {
    const button = event.target.closest("[data-add], [data-move], [data-remove]");
    if (!button) return;
    event.preventDefault();
    const group = button.closest("[data-rows]");
    if ("add" in button.dataset) this.enter(this.add(group, newKey()));
    else if ("remove" in button.dataset) this.remove(group, button.closest(".row"));
    else this.move(group, button.closest(".row"), button);
    this.count(group);
    this.changed();
  }

  add(group, key, before = null) {
    const holder = document.createElement("div");
    holder.innerHTML = group.querySelector(":scope > template").innerHTML.replaceAll(/\bROW\b/g, key);
    const row = holder.querySelector(".row");
    group.querySelector(".row-list").insertBefore(row, before);
    return row;
  }

  enter(row) {
    row.open = true;
    row.querySelector("input:not([type=hidden], [type=checkbox]), select, textarea")?.focus();
  }

  move(group, row, button) {
    const way = button.dataset.move;
    const rows = [...group.querySelectorAll(".row-list > .row:not([hidden])")];
    const place = rows.indexOf(row);
    if (way === "copy") return this.enter(this.copy(group, row));
    if (way === "up" && place > 0) rows[place - 1].before(row);
    if (way === "down" && place < rows.length - 1) rows[place + 1].after(row);
    button.focus();
  }

  copy(group, row) {
    const key = row.dataset.row;
    const twin = this.add(group, newKey(), row.nextElementSibling);
    for (const control of row.querySelectorAll("input, select, textarea")) {
      const name = control.name.replace(`-${key}-`, `-${twin.dataset.row}-`);
      const same = [...twin.querySelectorAll("input, select, textarea")].find((each) => each.name === name);
      if (same && same.type !== "checkbox") same.value = control.value;
    }
    twin.dispatchEvent(new Event("input", { bubbles: true }));
    return twin;
  }

  // The row goes with the next save; its fields stay on the page, to be taken back.
  remove(group, row) {
    const name = row.querySelector(".row-name").textContent;
    row.hidden = true;
    row.querySelector("[name$='-remove']").checked = true;
    const line = document.createElement("p");
    line.className = "undo";
    line.setAttribute("role", "status");
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "link-button";
    undo.textContent = "Undo";
    line.append(`“${name}” is removed. `, undo);
    row.after(line);
    undo.focus();
    undo.addEventListener("click", () => {
      line.remove();
      row.hidden = false;
      row.querySelector("[name$='-remove']").checked = false;
      row.querySelector("summary").focus();
      this.count(group);
      this.changed();
    });
  }

  count(group) {
    const number = group.querySelectorAll(".row-list > .row:not([hidden])").length;
    group.querySelector("[data-number]").textContent = number;
    group.querySelector(".empty-rows").hidden = number > 0;
  }

  // Shows what was kept: rows that the page lacks are added, those that it lacks are removed.
  fill(entries) {
    const names = new Set(entries.map(([name]) => name));
    for (const group of this.form.querySelectorAll("[data-rows]")) this.matchRows(group, entries);
    for (const control of this.form.elements) {
      if (control.type === "checkbox" && !control.name.endsWith("-remove")) {
        control.checked = entries.some(([name, value]) => name === control.name && value === control.value);
      }
    }
    for (const [name, value] of entries) {
      const control = this.form.elements[name];
      if (control instanceof Element && control.type !== "checkbox" && names.has(name)) control.value = value;
    }
  }

  matchRows(group, entries) {
    const kept = new Set();
    for (const [name] of entries) {
      const parts = parted(name);
      if (parts?.[1] === group.dataset.rows) kept.add(parts[2]);
    }
    const there = new Map([...group.querySelectorAll(".row")].map((row) => [row.dataset.row, row]));
    for (const key of kept) if (!there.has(key)) this.add(group, key);
    for (const [key, row] of there) if (!kept.has(key)) this.remove(group, row);
    const list = group.querySelector(".row-list");
    for (const key of kept) list.append(list.querySelector(`[data-row="${key}"]`));
    this.count(group);
  }
}
