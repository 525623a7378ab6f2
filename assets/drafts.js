/* What is typed into a form is kept on the server as each field is left, and offered when the form is opened again, on
   whichever device; while there is no connection or no session it waits in this window. */
(() => {
  "use strict";
  const { worded } = window.suthra;
  const ADDRESS = "/api/v1/drafts";
  const WAITING = "suthra-draft ";
  const PAUSE = 2000, AGAIN = 15000, MOST_ALIVE = 60000;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const person = () => document.querySelector(".su-person")?.dataset.person;
  const isDrawing = () => document.querySelector(".stApp[data-test-script-state=running]") !== null;
  const isOver = () => document.querySelector("[data-sign-in]") !== null;

  /* ----- the fields of a form, each with its label, what it says now, and how it is filled ----- */
  const put = (field, text) => {
    const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(prototype.prototype, "value").set.call(field, text);
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  /* A list to choose from: what is looked for is typed, and the answer of exactly these words is taken. */
  const choose = async (field, words) => {
    field.focus({ preventScroll: true });
    put(field, words);
    for (let tries = 0; tries < 20; tries += 1) {
      await pause(50);
      const found = [...document.querySelectorAll("[role=option]")].find((option) => option.textContent.trim() === words);
      if (found) { found.click(); await pause(50); break; }
    }
    field.blur();
  };
  const tagsOf = (box) => [...box.querySelectorAll("[data-tag] > [title]")].map((tag) => tag.title);
  const radioOf = (box, words) => [...box.querySelectorAll("label")].find((each) => each.querySelector("input") && each.textContent.trim() === words);
  const KINDS = [
    [".stTextInput, .stNumberInput", "input", (field) => field.value, put],
    [".stTextArea", "textarea", (field) => field.value, put],
    [".stDateInput", "input[type=date]", (field) => field.value, put],
    [".stSelectbox", "input", (field) => field.value, choose],
    [".stMultiSelect", "input", (field, box) => tagsOf(box).join("\n"), async (field, text, box) => {
      for (const words of text.split("\n")) if (words && !tagsOf(box).includes(words)) await choose(field, words);
    }],
    [".stCheckbox", "input", (field) => (field.checked ? "yes" : "no"), (field, text) => { if (field.checked !== (text === "yes")) field.click(); }],
    [".stRadio", "input:checked", (field) => field.closest("label").textContent.trim(), (field, text, box) => radioOf(box, text)?.click()],
  ];
  const isSecret = (field) => field.type === "password" || field.type === "file" || field.autocomplete === "one-time-code";
  const ofWidgets = (root) => {
    const found = [];
    for (const box of root.querySelectorAll(KINDS.map(([boxes]) => boxes).join(", "))) {
      const [, inner, read, write] = KINDS.find(([boxes]) => box.matches(boxes));
      const field = box.querySelector(inner);
      const label = box.querySelector("[data-testid=stWidgetLabel]")?.textContent.trim();
      if (field && label && !isSecret(field)) found.push({ label, read: () => read(field, box), write: (text) => write(field, text, box) });
    }
    return found;
  };
  const ofPlain = (form) => {
    const found = new Map();
    for (const field of form.elements) {
      if (!field.name || ["hidden", "submit", "button"].includes(field.type) || isSecret(field) || found.has(field.name)) continue;
      const each = field.type === "radio" ? form.elements[field.name] : field;
      found.set(field.name, {
        label: field.name,
        read: () => (field.type === "checkbox" ? (field.checked ? "yes" : "no") : each.value),
        write: (text) => {
          if (field.type === "checkbox") field.checked = text === "yes";
          else each.value = text;
        },
      });
    }
    return [...found.values()];
  };
  const fieldsOf = (root) => (root.matches("form:not(.stForm)") ? ofPlain(root) : ofWidgets(root));
  /* By label; the second field of one label is the label and 2. */
  const byLabel = (root) => {
    const named = new Map();
    for (const field of fieldsOf(root)) {
      let name = field.label;
      for (let turn = 2; named.has(name); turn += 1) name = `${field.label} ${turn}`;
      named.set(name, field);
    }
    return named;
  };
  const readAll = (root) => new Map([...byLabel(root)].map(([label, field]) => [label, field.read()]));

  /* ----- one filling-in of one form ----- */
  const fillings = new Map();
  const rootOf = (element) => element.closest?.(".stForm, form[data-post]");
  const fillingOf = (root) => {
    const mark = root?.querySelector("[data-draft]");
    if (!mark || !person()) return null;
    const { draft: form, record, filling: id } = mark.dataset;
    if (!fillings.has(id)) fillings.set(id, { id, form, record, first: null, isKept: false, turn: Promise.resolve() });
    const filling = fillings.get(id);
    /* The same form, drawn anew on another screen or after it: what was kept of it is asked for again. */
    if (filling.root !== root) Object.assign(filling, { root, offer: undefined, draft: null, told: "{}" });
    filling.mark = mark;
    return filling;
  };
  /* What a field said when it was first seen: a form may be touched before its last fields are drawn. */
  const learn = (filling) => { filling.first = new Map([...readAll(filling.root), ...(filling.first ?? [])]); };
  const remember = (event) => {
    const filling = fillingOf(rootOf(event.target));
    if (filling) learn(filling);
  };
  for (const kind of ["focusin", "pointerdown", "beforeinput"]) document.addEventListener(kind, remember, { capture: true, passive: true });

  const nameOf = (filling) => `${WAITING}${person()} ${filling.form} ${filling.record}`;
  const send = async (path, body) => {
    const text = JSON.stringify(body);
    try {
      const answer = await fetch(ADDRESS + path, {
        method: "POST", credentials: "same-origin", keepalive: text.length < MOST_ALIVE,
        headers: { "Content-Type": "application/json" }, body: text,
      });
      return answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 401);
    } catch { return false; } /* no connection: it waits */
  };
  const save = (filling) => {
    /* While an earlier one is offered, nothing takes its place unasked. */
    if (!filling?.first || filling.offer || !filling.root.isConnected) return;
    learn(filling);
    const typed = {};
    for (const [label, value] of readAll(filling.root)) if (value !== filling.first.get(label)) typed[label] = value;
    const told = JSON.stringify(typed);
    if (told === filling.told) return;
    filling.told = told;
    filling.draft = null;
    const { id, form, record } = filling, name = nameOf(filling), body = { form, record, filling: id };
    const isEmpty = told === "{}";
    if (isEmpty && !filling.isKept) return;
    filling.isKept = !isEmpty;
    const waiting = JSON.stringify(isEmpty ? { path: "/remove", body } : { path: "", body: { ...body, typed } });
    try { sessionStorage.setItem(name, waiting); } catch { /* no room left: the server still gets it */ }
    filling.turn = filling.turn.then(async () => {
      if (sessionStorage.getItem(name) !== waiting) return;
      const { path, body: sent } = JSON.parse(waiting);
      if ((await send(path, sent)) && sessionStorage.getItem(name) === waiting) sessionStorage.removeItem(name);
    });
  };
  const timers = new WeakMap();
  document.addEventListener("input", (event) => {
    const filling = fillingOf(rootOf(event.target));
    if (!filling) return;
    clearTimeout(timers.get(filling));
    timers.set(filling, setTimeout(save, PAUSE, filling));
  });
  const left = (event) => {
    const filling = fillingOf(rootOf(event.target));
    if (filling) setTimeout(save, 0, filling);
  };
  document.addEventListener("focusout", left);
  document.addEventListener("change", left);
  const saveAll = () => {
    if (isDrawing()) return; /* on its way: it may be accepted */
    for (const filling of fillings.values()) save(filling);
  };
  addEventListener("pagehide", saveAll);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") saveAll(); });

  /* ----- what waited for a connection or a session ----- */
  let flushing = null;
  const flush = () => {
    flushing ??= (async () => {
      for (const name of Object.keys(sessionStorage)) {
        if (!name.startsWith(`${WAITING}${person()} `)) continue;
        const waiting = sessionStorage.getItem(name);
        const { path, body } = JSON.parse(waiting);
        if (!(await send(path, body))) return;
        if (sessionStorage.getItem(name) === waiting) sessionStorage.removeItem(name);
      }
    })().finally(() => { flushing = null; });
    return flushing;
  };
  addEventListener("online", flush);
  setInterval(() => { if (person() && !isOver() && Object.keys(sessionStorage).some((name) => name.startsWith(WAITING))) flush(); }, AGAIN);

  /* ----- the offer ----- */
  const momentOf = (iso) => {
    const zone = document.querySelector(".su-person").dataset.zone;
    const day = (date) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", year: "numeric" }).format(date);
    const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
    return day(new Date(iso)) === day(new Date()) ? worded("at {time}", { time }) : worded("on {day} at {time}", { day: day(new Date(iso)), time });
  };
  const show = (filling) => {
    const { mark, offer } = filling;
    if (mark.hidden !== !offer) mark.hidden = !offer;
    if (!offer) return;
    const first = Object.values(offer.typed).reduce((longest, each) => (each.length > longest.length ? each : longest), "").replace(/\s+/g, " ");
    const text = first.length > 60 ? `${first.slice(0, 59)}…` : first;
    const words = worded("You typed “{text}” {moment} and did not send it.", { text, moment: momentOf(offer.saved_at) });
    const says = mark.querySelector("p");
    if (says.textContent !== words) says.textContent = words;
  };
  /* Offered where it says something else than the form; a form is drawn field by field, so this is asked until it is whole. */
  const decide = (filling) => {
    const { draft, root } = filling;
    if (!draft || isDrawing()) return;
    const now = readAll(root), labels = Object.keys(draft.typed);
    if (labels.some((label) => now.has(label) && now.get(label) !== draft.typed[label])) filling.offer = draft;
    else if (!labels.every((label) => now.has(label))) return;
    else filling.isKept = true;
    filling.draft = null;
  };
  const ask = async (wanting) => {
    await flush();
    const query = new URLSearchParams([...new Set(wanting.map(({ form }) => form))].map((form) => ["form", form]));
    let found = [];
    try {
      const answer = await fetch(`${ADDRESS}?${query}`, { credentials: "same-origin", cache: "no-store" });
      if (!answer.ok) return;
      found = await answer.json();
    } catch { return; } /* offline: the form stands as it is */
    for (const filling of wanting) {
      filling.draft = found.find(({ form, record }) => form === filling.form && record === filling.record) ?? null;
      filling.offer = null;
    }
    plan();
  };
  const use = async (filling) => {
    const { offer, root } = filling;
    learn(filling);
    const fields = byLabel(root);
    for (const [label, value] of Object.entries(offer.typed)) {
      const field = fields.get(label);
      if (field && field.read() !== value) await field.write(value);
    }
    filling.offer = null;
    show(filling);
    save(filling);
  };
  const drop = async (filling) => {
    const { form, record, offer } = filling;
    filling.offer = null;
    show(filling);
    await send("/remove", { form, record, filling: offer.filling });
    save(filling);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-draft-use], [data-draft-drop]");
    const filling = button && fillingOf(rootOf(button));
    if (filling?.offer) (button.matches("[data-draft-use]") ? use : drop)(filling);
  });

  /* ----- forms come and go ----- */
  const settle = () => {
    if (!person() || isOver()) return;
    const wanting = [];
    for (const mark of document.querySelectorAll("[data-draft]")) {
      const filling = fillingOf(rootOf(mark));
      if (!filling) continue;
      if (filling.offer !== undefined) { decide(filling); show(filling); }
      else if (!filling.isAsking) wanting.push(filling);
    }
    if (!wanting.length) return;
    for (const filling of wanting) filling.isAsking = true;
    ask(wanting).finally(() => { for (const filling of wanting) filling.isAsking = false; });
  };
  let planned = 0;
  const plan = () => {
    clearTimeout(planned);
    planned = setTimeout(settle, 120);
  };
  new MutationObserver(plan).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-test-script-state"] });

  /* A plain form was accepted; the others are told of by the server, with what they did. */
  document.addEventListener("suthra-sent", ({ target }) => {
    const filling = target.querySelector?.("[data-draft]") && fillingOf(target);
    if (!filling) return;
    filling.first = null;
    sessionStorage.removeItem(nameOf(filling));
    send("/remove", { form: filling.form, record: filling.record, filling: filling.id, is_sent: true });
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[action='/auth/logout']")) return;
    fillings.clear();
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(WAITING)) sessionStorage.removeItem(name);
  });
})();
