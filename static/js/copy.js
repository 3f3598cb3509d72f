// Puts the text of a read-only field on the clipboard; without the clipboard there is no button.
const KEY = /Mac|iP(hone|ad|od)/.test(navigator.platform) ? "Cmd+C" : "Ctrl+C";

function offer(button) {
  const field = document.getElementById(button.dataset.copy);
  if (field.autofocus) field.select();
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      askToPress(button, field); // no permission, or the page has no focus
    }
  });
}

function askToPress(button, field) {
  button.textContent = `Press ${KEY}`;
  button.id ||= `copy-${field.id}`;
  field.setAttribute("aria-describedby", button.id); // read out with the field that gets the focus
  field.focus();
  field.select();
}

document.querySelectorAll("[data-copy]").forEach(offer);
