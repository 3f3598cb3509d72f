// Templates fill the payoff form anew: what was typed goes only after the person says so.

const form = document.querySelector("form.payoffs");

function isChanged(field) {
  if (!field.name || field.type === "hidden") return false;
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  const kept = [...field.options].findIndex((each) => each.defaultSelected);
  return field.selectedIndex !== Math.max(kept, 0);
}

// The server marks a form that came back with what was typed.
const isTyped = () => "typed" in form.dataset || [...form.elements].some(isChanged);

function guard(box) {
  const question = box.querySelector("[data-refill-ask]");
  const replace = box.querySelector("[data-refill-replace]");
  let asking;
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-refill]");
    if (!link || !isTyped()) return;
    event.preventDefault();
    asking = link;
    replace.href = link.href;
    question.hidden = false;
    replace.focus();
  });
  box.querySelector("[data-refill-keep]").addEventListener("click", () => {
    question.hidden = true;
    asking.focus();
  });
}

if (form) form.querySelectorAll("[data-templates]").forEach(guard);
