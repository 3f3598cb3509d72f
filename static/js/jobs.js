// Asks for each running job's fragment until the work is over, then shows the page anew.
const FIRST_PAUSE = 150; // ms; short work is shown soon, long work asks less often
const LONGEST_PAUSE = 1000;

async function follow(element) {
  const url = element.dataset.job;
  let pause = FIRST_PAUSE;
  while (!element.dataset.over) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 1.4, LONGEST_PAUSE);
    const answer = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok) continue;
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    const next = box.content.querySelector("[data-job]");
    if (!next) return;
    element.replaceWith(next);
    element = next;
  }
  if (element.dataset.over === "done") window.location.reload();
}

document.querySelectorAll("[data-job]:not([data-over])").forEach(follow);
