/* Reading on without a full page: the pane is fetched, the list stays, history is kept. */

let room, hooks, newest;

const sideways = (address) => {
  const part = new URL(address, location);
  part.searchParams.set("part", "pane");
  return part;
};

async function load(address) {
  const mine = (newest = {});
  const answer = await fetch(sideways(address), { credentials: "same-origin" }).catch(() => null);
  if (mine !== newest) return false; // somebody pressed on meanwhile
  if (!answer?.ok || answer.redirected) return location.assign(address), false;
  room.innerHTML = await answer.text();
  const name = room.querySelector("h1");
  document.title = document.title.replace(/^[^|]*/, `Reading: ${name.textContent} `);
  const key = room.querySelector("[data-pane-of]").dataset.paneOf;
  for (const row of hooks.rows()) {
    const isHere = row.dataset.row === key;
    const link = row.querySelector("[data-pane]");
    if (isHere) hooks.mark(row), link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    if (isHere) row.scrollIntoView({ block: "nearest" });
  }
  name.focus({ preventScroll: true });
  room.scrollIntoView({ block: "start" });
  const place = room.querySelector(".pane-bar p").textContent;
  hooks.say(`${name.textContent}. ${place}`);
  return true;
}

export async function turnTo(address) {
  if (await load(address)) history.pushState(null, "", address);
}

export function keepPane(into, with_) {
  room = into;
  hooks = with_;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-pane], a[data-before], a[data-after]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    turnTo(link.href);
  });
  window.addEventListener("popstate", () => load(location.href));
}
