/* What forms in the field need: the position by one tap. */
(() => {
  "use strict";
  const { worded, wordedCount } = window.suthra;
  const EARTH = 6371000;
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const metres = (a, b, c, d) => {
    const half = Math.sin(radians(c - a) / 2) ** 2 + Math.cos(radians(a)) * Math.cos(radians(c)) * Math.sin(radians(d - b) / 2) ** 2;
    return 2 * EARTH * Math.asin(Math.sqrt(Math.min(1, half)));
  };
  const whole = (number) => Math.round(number).toLocaleString("en");
  const refusal = (code) => [
    worded("No position was found. Step into the open and try again."),
    worded("The browser was not allowed to know the position. Allow it for this site, or submit without: the visit then counts as doubtful."),
    worded("No position was found. Step into the open and try again."),
    worded("It took too long to find the position. Step into the open and try again."),
  ][code] ?? refusal(0);

  /* ----- the position: fills the fields of its form, and says how far the unit is ----- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-locate]");
    if (!button) return;
    const form = button.closest("form");
    const tell = (text) => { form.querySelector("[data-located]").textContent = text; };
    if (!navigator.geolocation) {
      tell(worded("This browser gives no position here; the address must begin with https."));
      return;
    }
    button.disabled = true;
    tell(worded("Looking for the position …"));
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      button.disabled = false;
      form.elements.latitude.value = coords.latitude.toFixed(6);
      form.elements.longitude.value = coords.longitude.toFixed(6);
      form.elements.accuracy_metres.value = Math.ceil(coords.accuracy);
      const unit = /^(-?[\d.]+),(-?[\d.]+)$/.exec(button.dataset.locate);
      const sure = whole(Math.ceil(coords.accuracy));
      if (!unit) return tell(worded("Position taken, sure to {sure} m.", { sure }));
      const away = whole(metres(coords.latitude, coords.longitude, +unit[1], +unit[2]));
      return tell(worded("Position taken, sure to {sure} m, {away} m from the unit.", { sure, away }));
    }, (error) => {
      button.disabled = false;
      tell(refusal(error.code));
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
  });

  /* ----- a text is handed to the phone's own way of sharing; a browser without one copies it ----- */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-share]");
    if (!button) return;
    const said = button.parentElement.querySelector("[data-shared]");
    try {
      if (navigator.share) await navigator.share({ text: button.dataset.share });
      else {
        await navigator.clipboard.writeText(button.dataset.share);
        said.textContent = worded("Copied; paste it into a message.");
      }
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = worded("This browser shares nothing here; print it instead.");
    }
  });

  /* ----- the end of the day says what is typed and waits for a connection, and which photos were chosen and never arrived ----- */
  const tellUnsent = () => {
    const place = document.querySelector("[data-unsent]");
    const person = place && document.querySelector(".su-person")?.dataset.person;
    if (!person) return;
    const names = Object.keys(sessionStorage);
    const forms = names.filter((name) => name.startsWith(`suthra-draft ${person} `) && !name.includes(" day.close ")).length;
    const photos = names.filter((name) => name.startsWith(`suthra-photos ${person} `)).reduce((sum, name) => sum + Number(sessionStorage.getItem(name)), 0);
    const said = [
      forms && wordedCount("One form is typed and not sent yet.", "{count} forms are typed and not sent yet.", forms),
      photos && wordedCount("One photo was chosen and never sent; choose it again.", "{count} photos were chosen and never sent; choose them again.", photos),
    ].filter(Boolean);
    const words = said.join(" ");
    place.hidden = !words;
    if (place.lastElementChild.textContent !== words) place.lastElementChild.textContent = words;
  };
  new MutationObserver(tellUnsent).observe(document.documentElement, { childList: true, subtree: true });
})();
