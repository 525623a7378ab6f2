/* What the screens need beside Streamlit: links that stay in the app, colours kept for every page, lists that
   react at once. Loaded before Streamlit's bundle, external and without eval, so that no inline script is needed. */
(() => {
  "use strict";
  window.prerenderReady = false;

  /* Where the server is, so that Streamlit does not guess from the page's path; its own colours until the theme arrives. */
  const plain = { bodyFont: "Inter, system-ui, sans-serif" };
  window.__streamlit = {
    BACKEND_BASE_URL: `${location.origin}/`,
    MAIN_PAGE_BASE_URL: `${location.origin}/`,
    LIGHT_THEME: { ...plain, primaryColor: "#14684a", backgroundColor: "#fbfcfb", secondaryBackgroundColor: "#f1f4f2", textColor: "#18211d" },
    DARK_THEME: { ...plain, primaryColor: "#23805c", backgroundColor: "#111614", secondaryBackgroundColor: "#1b2320", textColor: "#e4ebe7" },
  };

  /* ----- the language of the screen: every text of a script is looked up by its English sentence, and shows in it where there is none ----- */
  const isRightToLeft = () => document.documentElement.dir === "rtl";
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => (isRightToLeft() ? `\u2068${values[name]}\u2069` : values[name]));
  const said = (sentence) => (document.documentElement.lang === "en" ? undefined : window.suthraSentences?.[sentence]);
  const worded = (sentence, values = {}) => fill(said(sentence) ?? sentence, values);
  const wordedCount = (one, several, count, values = {}) => fill((said(one) ?? [one, several])[count === 1 ? 0 : 1], { count, ...values });
  window.suthra = { worded, wordedCount };
  const markLanguage = () => {
    const { language } = document.querySelector("[data-language]")?.dataset ?? {};
    const root = document.documentElement;
    if (!language || root.lang === language) return;
    root.lang = language;
    root.dir = language === "ur" ? "rtl" : "ltr";
  };

  /* ----- colours: Streamlit keeps its choice per path, we keep one for all paths and hand it over before it starts ----- */
  const themes = ["System", "Light", "Dark"];
  const stored = () => {
    const chosen = localStorage.getItem("suthra-colours");
    return themes.includes(chosen) ? chosen : "System";
  };
  const handOver = () => localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(stored()));
  const boot = () => {
    const chosen = stored();
    document.documentElement.style.colorScheme = chosen === "System" ? "light dark" : chosen.toLowerCase();
  };
  handOver();
  boot();
  /* A menu left open on a phone would cover the next page that is loaded. */
  if (innerWidth <= 768) for (const key of Object.keys(localStorage)) if (key.startsWith("stSidebarCollapsed-")) localStorage.removeItem(key);
  const markTheme = () => {
    /* A device takes the choice of whoever signs in, until that person makes another on it; nobody gets the last one's. */
    const { colours: kept, person } = document.querySelector("[data-colours]")?.dataset ?? {};
    if (themes.includes(kept) && localStorage.getItem("suthra-colours-of") !== person) {
      localStorage.setItem("suthra-colours-of", person);
      if (stored() !== kept) {
        localStorage.setItem("suthra-colours", kept);
        handOver();
        location.reload();
      }
    }
    for (const button of document.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === stored()));
    }
  };

  /* ----- in-app navigation: what the back button does, done by a link ----- */
  const go = (href, isRefined = false) => {
    const target = new URL(href, location.href);
    if (target.href !== location.href) history[isRefined ? "replaceState" : "pushState"]({}, "", target.pathname + target.search);
    document.querySelector(".su-browser")?.classList.add("su-busy");
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    if (target.pathname !== before.pathname) document.querySelector(".stMain")?.scrollTo(0, 0);
    before = { pathname: target.pathname };
    listen(2);
  };
  let before = { pathname: location.pathname };
  const isOurs = (url) => url.origin === location.origin && !/^\/(auth|api|assets|media|static|_stcore)(\/|$)/.test(url.pathname);
  const isPlain = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const closeChips = (except) => {
    for (const chip of document.querySelectorAll("details.su-chip[open]")) if (chip !== except) chip.open = false;
  };

  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    if (!at) return;
    closeChips(at.closest("details.su-chip"));
    const theme = at.closest("[data-theme]");
    if (theme) {
      localStorage.setItem("suthra-colours", theme.dataset.theme);
      handOver();
      /* Kept for the person's next device too; this one does not wait for it. */
      fetch("/auth/colours", {
        method: "POST", credentials: "same-origin", keepalive: true, body: new URLSearchParams({ colours: theme.dataset.theme }),
      }).catch(() => {}).finally(() => location.reload());
      return;
    }
    const tongue = at.closest("[data-speak]");
    if (tongue) {
      fetch("/auth/language", {
        method: "POST", credentials: "same-origin", body: new URLSearchParams({ language: tongue.dataset.speak }),
      }).catch(() => {}).finally(() => location.reload());
      return;
    }
    if (at.closest("[data-print]")) {
      window.print();
      return;
    }
    const link = at.closest(".stHtml a[href]");
    if (link) {
      if (link.hasAttribute("data-sign-in")) {
        link.href = `${link.getAttribute("href")}&next=${encodeURIComponent(location.pathname + location.search)}`;
        return;
      }
      const url = new URL(link.href, location.href);
      if (!isPlain(event) || !isOurs(url) || link.hasAttribute("download")) return;
      event.preventDefault();
      closeChips(null);
      go(url.href);
      return;
    }
    const row = at.closest("tr[data-href]");
    if (row && isPlain(event) && !at.closest("button, input, select, label, summary, .su-pick") && !String(getSelection())) go(row.dataset.href);
  });
  document.addEventListener("auxclick", (event) => {
    const row = event.button === 1 && event.target instanceof Element && !event.target.closest("a") && event.target.closest("tr[data-href]");
    if (row) window.open(row.dataset.href, "_blank", "noopener");
  });

  /* ----- searching: Enter at once, otherwise shortly after the last letter ----- */
  let timer = 0;
  const search = (form) => {
    clearTimeout(timer);
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value.trim()) query.delete(name);
    const href = location.pathname + (query.size ? `?${query}` : "");
    const isRefined = new URLSearchParams(location.search).has("q");
    if (href !== location.pathname + location.search) go(href, isRefined);
  };
  /* The box of every screen: Enter asks for all that fits, and a number typed in full opens its record. */
  const find = (form, isEntered) => {
    clearTimeout(timer);
    const text = new FormData(form).get("q").trim();
    const path = new URL(form.action).pathname;
    if (!text && location.pathname !== path) return;
    const query = new URLSearchParams({ ...(text && { q: text }), ...(isEntered && { go: "1" }) });
    const href = path + (query.size ? `?${query}` : "");
    if (href !== location.pathname + location.search) go(href, location.pathname === path);
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.su-search, form.su-find, form[data-stays]")) return;
    event.preventDefault();
    if (event.target.matches(".su-find")) find(event.target, true);
    else search(event.target);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form.su-search");
    const everywhere = event.target.closest?.("form.su-find");
    if (everywhere) {
      clearTimeout(timer);
      if (location.pathname === new URL(everywhere.action).pathname) timer = setTimeout(() => find(everywhere, false), 300);
    } else if (form) {
      clearTimeout(timer);
      timer = setTimeout(() => search(form), 450);
    } else if (event.target.matches?.(".su-narrow")) {
      const wanted = event.target.value.trim().toLowerCase();
      for (const item of event.target.parentElement.querySelectorAll("li")) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submits]")) event.target.form.requestSubmit();
    if (event.target.matches?.("[data-pick], [data-pick-page]")) pick(event.target);
  });

  /* ----- photos and documents: what it takes to send them is loaded when the first one is chosen ----- */
  document.addEventListener("change", async (event) => {
    const field = event.target.closest?.("form[data-attach] input[type=file]");
    if (!field) return;
    const [form, files] = [field.form, [...field.files]];
    field.value = "";
    const { attach } = await import("/assets/photos.js");
    await attach(form, files, () => go(location.href));
  });

  /* ----- filters with two ends: from and to become one part of the address ----- */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.su-range")) return;
    event.preventDefault();
    const { low, high } = event.target.elements;
    const [from, to] = [low.value.trim(), high.value.trim()];
    const url = new URL(event.target.dataset.href, location.href);
    if (from || to) url.searchParams.set(event.target.dataset.name, from === to ? from : `${from}..${to}`);
    closeChips(null);
    go(url.href);
  });

  /* ----- small forms that are saved without leaving the list: the answer says where to go, a refusal what is wrong ----- */
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-post]")) return;
    event.preventDefault();
    if (form.dataset.isSent) return;
    form.dataset.isSent = "1";
    const wrong = form.querySelector(".su-wrong");
    /* What cleans the page's HTML drops a field called like a property of forms (name, role): those begin with f_. */
    const values = Object.fromEntries([...new FormData(form, event.submitter)].map(([name, value]) => [name.replace(/^f_/, ""), value]));
    for (const [name, value] of Object.entries(values)) if (value === "true" || value === "false") values[name] = value === "true";
    /* The same content sent again, after a lost answer, has the same id and so no second effect. */
    const body = JSON.stringify(values);
    if (form.dataset.body !== body) {
      form.dataset.body = body;
      form.dataset.key = "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
    }
    try {
      const answer = await fetch(form.dataset.post, {
        method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "Idempotency-Key": form.dataset.key, "Accept-Language": document.documentElement.lang }, body,
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error?.message);
      delete form.dataset.body;
      form.dispatchEvent(new Event("suthra-sent", { bubbles: true }));
      closeChips(null);
      go(form.dataset.then ?? told.href ?? location.href);
    } catch (error) {
      if (wrong) wrong.textContent = error instanceof TypeError || !error.message ? worded("The server cannot be reached; try again in a moment.") : error.message;
    } finally {
      delete form.dataset.isSent;
    }
  });

  /* ----- rows closer together, kept for this device ----- */
  const density = () => document.documentElement.toggleAttribute("data-dense", localStorage.getItem("suthra-dense") === "1");
  density();
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-density]")) return;
    localStorage.setItem("suthra-dense", localStorage.getItem("suthra-dense") === "1" ? "0" : "1");
    density();
  });

  /* ----- choosing rows: kept from page to page of the same question ----- */
  const MOST_PICKED = 500;
  let picks = { question: "", ids: new Set() };
  const question = () => {
    const url = new URL(location.href);
    for (const name of ["after", "before", "from", "size", "cols", "sort", "view"]) url.searchParams.delete(name);
    return url.pathname + url.search;
  };
  const boxes = () => [...document.querySelectorAll("[data-pick]")];
  const pick = (box) => {
    for (const each of box.matches("[data-pick-page]") ? boxes() : [box]) {
      if (box.checked) picks.ids.add(each.dataset.pick);
      else picks.ids.delete(each.dataset.pick);
    }
    showPicks();
  };
  const setTo = (element, name, value) => { if (element[name] !== value) element[name] = value; };
  const showPicks = () => {
    const bar = document.querySelector(".su-selection");
    if (!bar) return;
    if (picks.question !== question()) picks = { question: question(), ids: new Set() };
    const shown = boxes();
    for (const box of shown) setTo(box, "checked", picks.ids.has(box.dataset.pick));
    const whole = document.querySelector("[data-pick-page]");
    if (whole) {
      const chosen = shown.filter((box) => box.checked).length;
      setTo(whole, "checked", chosen > 0 && chosen === shown.length);
      setTo(whole, "indeterminate", chosen > 0 && chosen < shown.length);
    }
    const count = picks.ids.size;
    setTo(bar, "hidden", count === 0);
    const tooMany = count > MOST_PICKED;
    for (const link of bar.querySelectorAll("[data-picked-link]")) {
      const url = new URL(link.href, location.href);
      url.searchParams.set("ids", [...picks.ids].slice(0, MOST_PICKED).join(","));
      if (link.href !== url.href) link.href = url.href;
      setTo(link, "hidden", tooMany);
    }
    const words = tooMany ? `${count} chosen: at most ${MOST_PICKED} go one by one; change all that match instead` : `${count} chosen`;
    const says = bar.querySelector("[data-picked-count]");
    if (says.textContent !== words) says.textContent = words;
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-unpick]")) return;
    picks.ids.clear();
    showPicks();
  });

  /* ----- keyboard: / searches, Ctrl+K everywhere, arrows or j and k walk the rows, x chooses, n and p turn the page, Escape closes ----- */
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable=true]");
    if (event.key === "Escape") closeChips(null);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      const field = document.querySelector(".su-search input[type=search]") ?? document.querySelector(".su-find input[type=search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      const field = document.querySelector(".su-find input[type=search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target instanceof Element) {
      const hits = [...document.querySelectorAll(".su-found li a")];
      const at = hits.indexOf(event.target);
      const isBox = event.target.matches(".su-find input") && event.key === "ArrowDown";
      if (hits.length && (isBox || at >= 0)) {
        event.preventDefault();
        const to = isBox ? 0 : at + (event.key === "ArrowDown" ? 1 : -1);
        (hits[to] ?? (to < 0 ? document.querySelector(".su-find input") : hits[at])).focus();
        return;
      }
    }
    if (isTyping && event.target.type !== "checkbox") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target instanceof Element ? event.target.closest("tr[data-href]") : null;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step && (row || event.key.length === 1)) {
      const rows = [...document.querySelectorAll(".su-browser tr[data-href]")];
      const next = row ? rows[rows.indexOf(row) + step] : rows[step > 0 ? 0 : rows.length - 1];
      const link = next?.querySelector("th a");
      if (link) { event.preventDefault(); link.focus(); }
    }
    if (event.key === "x" && row) row.querySelector("[data-pick]")?.click();
    const turn = { n: "a.su-next", p: "a.su-previous" }[event.key];
    if (turn) document.querySelector(turn)?.click();
  });

  /* ----- Streamlit replaces the HTML of a list on every answer: give the caret back to who was typing ----- */
  let typing = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".su-search input, .su-find input")) typing = event.target;
    else if (event.target !== document.body) typing = null;
  });
  document.addEventListener("pointerdown", () => { typing = null; }, true);
  /* Streamlit takes addresses of the phone's own map out of its HTML; a checked position gets its address back. */
  const linkPositions = () => {
    for (const place of document.querySelectorAll("a[data-geo]:not([href])")) {
      if (/^-?\d{1,3}\.\d{1,6},-?\d{1,3}\.\d{1,6}$/.test(place.dataset.geo)) place.href = `geo:${place.dataset.geo}?q=${place.dataset.geo}`;
    }
  };
  const settle = () => {
    markLanguage();
    markTheme();
    showPicks();
    linkPositions();
    const jump = document.querySelector("[data-jump]");
    if (jump?.dataset.jump) {
      const target = jump.dataset.jump;
      jump.removeAttribute("data-jump");
      go(target, true);
      return;
    }
    if (typing && !typing.isConnected) {
      const field = document.querySelector(`${typing.closest(".su-find") ? ".su-find" : ".su-search"} input[name="${CSS.escape(typing.name)}"]`);
      const text = typing.value;
      const [start, end] = [typing.selectionStart, typing.selectionEnd];
      typing = null;
      if (field) {
        field.value = text;
        field.focus({ preventScroll: true });
        field.setSelectionRange(start, end);
      }
    }
  };
  let planned = 0;
  new MutationObserver(() => {
    cancelAnimationFrame(planned);
    planned = requestAnimationFrame(settle);
  }).observe(document.documentElement, { childList: true, subtree: true });

  /* ----- a session that ends while its screen lies open leads to the sign-in and back again; two minutes before, it says so ----- */
  const WARN = 120, SELDOM = 600;
  let asked = 0, leaves = 0, ticking = 0, checking = 0, wasThere = Date.now();
  const leave = () => location.assign(`/auth/login?reason=ended&next=${encodeURIComponent(location.pathname + location.search)}`);
  const warn = (isIdle) => {
    let bar = document.querySelector(".su-leaving");
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "su-leaving";
      bar.setAttribute("role", "alertdialog");
      bar.setAttribute("aria-label", worded("Your session is about to end"));
      bar.append(document.createElement("p"));
      const stay = document.createElement("button");
      stay.type = "button";
      stay.textContent = worded("Stay signed in");
      stay.addEventListener("click", goOn);
      bar.append(stay);
      document.body.append(bar);
    }
    bar.querySelector("button").hidden = !isIdle;
    const tell = () => {
      const left = Math.max(0, Math.round((leaves - Date.now()) / 1000));
      const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      const words = isIdle
        ? worded("You are signed out in {time}, because nothing was done here for half an hour. What you typed is kept.", { time })
        : worded("You are signed out in {time}, because a session lasts twelve hours. What you typed is kept.", { time });
      if (bar.firstChild.textContent !== words) bar.firstChild.textContent = words;
    };
    clearInterval(ticking);
    ticking = setInterval(tell, 1000);
    tell();
  };
  const unwarn = () => {
    clearInterval(ticking);
    document.querySelector(".su-leaving")?.remove();
  };
  const plan = (seconds) => {
    clearTimeout(checking);
    checking = setTimeout(check, Math.max(1, seconds) * 1000);
  };
  const goOn = async () => {
    wasThere = Date.now();
    try {
      const answer = await fetch("/auth/session", { method: "POST", credentials: "same-origin" });
      if (answer.status === 401) return leave();
      if (answer.ok) unwarn();
    } catch { /* offline: the next look tells */ }
    return plan(5);
  };
  const check = async () => {
    asked = Date.now();
    let told = null;
    try {
      const answer = await fetch("/auth/session", { credentials: "same-origin", cache: "no-store" });
      if (answer.ok) told = await answer.json();
    } catch { /* offline: Streamlit itself says so */ }
    if (!told) return plan(30);
    if (!told.is_live) return leave();
    if (told.seconds_left > WARN) {
      unwarn();
      return plan(Math.min(SELDOM, told.seconds_left - WARN + 1));
    }
    /* Whoever types a long text is there, though nothing reached the server. */
    if (told.is_idle && Date.now() - wasThere < 300000) return goOn();
    leaves = Date.now() + told.seconds_left * 1000;
    warn(told.is_idle);
    return plan(Math.min(15, told.seconds_left + 1));
  };
  for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => { wasThere = Date.now(); }, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - asked > 30000) check();
  });
  plan(SELDOM);

  /* ----- the bell: while the screen is in view it asks twice a minute, and soon after each step, how many notices are unread ----- */
  let listening = 0;
  const ring = (unread) => {
    const bell = document.querySelector("[data-unread]");
    if (!bell || Number(bell.dataset.unread) === unread) return;
    bell.dataset.unread = unread;
    bell.toggleAttribute("data-none", unread === 0);
    bell.querySelector(".su-unread").textContent = unread < 100 ? unread : "99+";
  };
  const listen = (seconds) => {
    clearTimeout(listening);
    listening = setTimeout(async () => {
      if (document.visibilityState !== "visible" || !document.querySelector("[data-unread]")) return listen(30);
      try {
        const answer = await fetch("/auth/unread", { credentials: "same-origin", cache: "no-store" });
        if (answer.ok) ring((await answer.json()).unread);
      } catch { /* offline: Streamlit itself says so */ }
      return listen(30);
    }, seconds * 1000);
  };
  listen(30);

  /* The server closes what lies open: with 4401 when the session has ended, with 4403 when the person's rights have changed. */
  const CHANGED = "suthra-rights-changed";
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", ({ code }) => {
        if (code === 4401) leave();
        if (code !== 4403) return;
        sessionStorage.setItem(CHANGED, "1");
        location.reload();
      });
    }
  };
  if (sessionStorage.getItem(CHANGED)) {
    sessionStorage.removeItem(CHANGED);
    addEventListener("DOMContentLoaded", () => {
      const bar = document.createElement("div");
      bar.className = "su-leaving";
      bar.setAttribute("role", "status");
      bar.append(document.createElement("p"));
      bar.firstChild.textContent = worded("Your rights were changed just now; this screen shows what you may see and do from here on.");
      document.body.append(bar);
      setTimeout(() => bar.remove(), 12000);
    });
  }
})();
