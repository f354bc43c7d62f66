/* The headline desk: every preview follows the fields as they are typed. */

const previews = document.querySelector("[data-previews]");
const field = (name) => document.querySelector(`form [name="${name}"]`);
const typed = (name) => field(name)?.value.trim().replace(/\s+/g, " ") ?? "";

function cut(said, room) {
  const letters = [...said];
  return letters.length > room ? `${letters.slice(0, room - 1).join("")}…` : said;
}

function follow() {
  const { label, searchRoom, socialRoom } = previews.dataset;
  const headline = typed("headline");
  const shows = {
    headline,
    standfirst: typed("standfirst"),
    search: cut(label + (typed("search_title") || headline), Number(searchRoom)),
    social: cut(label + (typed("social_title") || headline), Number(socialRoom)),
    feed: label + headline,
  };
  for (const place of previews.querySelectorAll("[data-shows]")) {
    place.textContent = shows[place.dataset.shows];
  }
}

if (previews && field("headline")) {
  for (const name of ["headline", "standfirst", "social_title", "search_title"]) {
    field(name).addEventListener("input", follow);
  }
  for (const button of document.querySelectorAll("[data-without-script]")) button.remove();
}
