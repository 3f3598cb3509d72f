// Puts the text of a read-only field on the clipboard; without the clipboard there is no button.
function offer(button) {
  const field = document.getElementById(button.dataset.copy);
  if (field.autofocus) field.select();
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  });
}

document.querySelectorAll("[data-copy]").forEach(offer);
