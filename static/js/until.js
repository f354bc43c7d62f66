/* How long something can still be undone, beside its hour: "10:50 ICT, in 8 min". */

const all = [...document.querySelectorAll("time[data-until]")];
const hours = all.map((time) => time.textContent);

function say() {
  all.forEach((time, place) => {
    const left = Math.ceil((new Date(time.dateTime) - Date.now()) / 1000);
    const words = left > 90 ? `in ${Math.ceil(left / 60)} min` : left > 0 ? `in ${left} s` : "now";
    time.textContent = `${hours[place]}, ${words}`;
  });
}

/* Nobody is read a clock aloud every second. */
if (all.length) {
  all.forEach((time) => time.setAttribute("aria-live", "off"));
  say();
  setInterval(say, 1000);
}
