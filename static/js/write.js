// Saves a column while it is typed, every few seconds and before the page goes; says
// what is saved and what is not; offers what an earlier visit left in this browser.

import { ask, close, isAsking, link, say } from "./notice.js";
import { offerCopy } from "./offer.js";
import { freshToken } from "./post.js";
import { keepPresent, showElsewhere } from "./presence.js";
import { Saver } from "./saver.js";
import { collect, fill } from "./typed.js";

const form = document.querySelector("[data-write]");
const door = document.querySelector("[data-sign-in]");
const notYet = (isKept) => say(isKept ? "Not saved yet: kept in this browser" : "Not saved yet");

const TOLD = {
  saved(hour, elsewhere) {
    if (!isAsking()) close();
    say(`Saved ${hour}`);
    showElsewhere(elsewhere);
  },
  begun(address) {
    history.replaceState(null, "", address);
    if (door) door.href = `${door.pathname}?next=${encodeURIComponent(address)}`;
  },
  waiting: (_, isKept) => notYet(isKept),
  refused(sentence, isKept) {
    notYet(isKept);
    ask(sentence ?? "This could not be saved. Your text stays here.", []);
  },
  signedOut(sentence, isKept) {
    notYet(isKept);
    link(sentence, "Sign in, in another window", `/account/login/?next=${encodeURIComponent(location.pathname)}`);
  },
  clash(sentence, isKept, theirs) {
    const mine = collect(form);
    notYet(isKept);
    ask(sentence, [
      ["Keep this text", () => goOn(collect(form))],
      ["Take the other text", () => {
        goOn(theirs);
        ask("This is the other text now.", [["Back to mine", () => goOn(mine)], ["Go on with this one", () => {}]]);
      }],
    ]);
  },
};
const saver = new Saver(form, (what, ...how) => TOLD[what](...how));

function goOn(typed) {
  fill(form, typed);
  saver.isHalted = false;
  saver.save();
}

form.addEventListener("input", () => {
  saver.keep();
  if (saver.isHalted && form.dataset.unsaved !== "other") saver.isHalted = isAsking();
  if (!saver.saving) saver.soon();
});
addEventListener("online", () => saver.hurry());
addEventListener("focus", () => {
  freshToken(form);
  if (saver.isDirty) saver.hurry();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden && saver.isDirty) saver.hurry();
});
addEventListener("pagehide", () => saver.lastWords());
addEventListener("pageshow", () => { saver.isLeaving = false; });

// Saved first, so that the page that follows is made of what stands here now.
form.addEventListener("submit", async (event) => {
  const button = event.submitter ?? form.querySelector("[name=then]");
  if (button.dataset.ready) {
    delete button.dataset.ready;
    return;
  }
  event.preventDefault();
  if (saver.isLeaving) return; // a double click
  saver.isLeaving = true;
  if (!saver.isHalted) await saver.save();
  freshToken(form);
  button.dataset.ready = "yes";
  setTimeout(() => form.requestSubmit(button)); // not while this event is still on its way
});

keepPresent(form);
offerCopy(form, saver);
if ("unsaved" in form.dataset) {
  saver.isHalted = true; // this page says why it is not saved; the writer goes on from there
  saver.keep();
} else if (saver.isDirty) saver.soon(); // typed before we came
