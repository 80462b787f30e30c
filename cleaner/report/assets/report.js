"use strict";
(() => {
  const PAGE = 25;
  const $ = (id) => document.getElementById(id);

  const theme = $("theme");
  const root = document.documentElement;
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  theme.hidden = false;
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
  name();

  // On paper everything is open.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });

  const data = $("sizes");
  if (!data) return;
  const all = JSON.parse(data.textContent);
  const body = $("all").tBodies[0];
  let rows = all;
  let page = 0;

  const cell = (row, text, kind) => {
    const td = row.insertCell();
    td.textContent = text;
    if (kind) td.className = kind;
    return td;
  };
  const show = () => {
    const first = page * PAGE;
    const some = rows.slice(first, first + PAGE);
    body.replaceChildren();
    for (const [cluster, members, outlets, original, title] of some) {
      const row = body.insertRow();
      cell(row, members.toLocaleString("en"), "n");
      cell(row, outlets || "", "n");
      cell(row, title || original).dir = "auto";
      cell(row, original);
    }
    $("shown").textContent = rows.length
      ? `${first + 1}–${first + some.length} of ${rows.length.toLocaleString("en")}`
      : "none";
    $("back").disabled = page === 0;
    $("next").disabled = first + PAGE >= rows.length;
  };
  $("back").addEventListener("click", () => { page -= 1; show(); });
  $("next").addEventListener("click", () => { page += 1; show(); });
  $("filter").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    rows = wanted ? all.filter(([cluster, , , original, title]) => `${cluster} ${original} ${title}`.toLowerCase().includes(wanted)) : all;
    page = 0;
    show();
  });
  show();
})();
