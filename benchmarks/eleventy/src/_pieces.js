// What the templates share: escaping, money, links, words that depend on the stage.
export const STAGES = ["proposed", "planned", "publicised", "approved", "under_way", "completed", "accepted", "cancelled"];
export const esc = (text) =>
  String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&#34;");
export const money = (yuan) => {
  const whole = Number(yuan);
  return whole >= 10000 && whole % 100 === 0 ? `${whole / 10000}万元` : `${whole}元`;
};
export const stage = (names, key) =>
  `<span class="stage${["completed", "accepted"].includes(key) ? " stage-done" : ""}">${names.stage[key]}</span>`;
export const unit = (names, key) => `<a href="../../units/${key}/">${esc(names.organisations[key])}</a>`;
export const told = (key) =>
  ["proposed", "planned", "publicised", "approved"].includes(key) ? "ahead"
    : ["completed", "accepted"].includes(key) ? "done"
      : key === "cancelled" ? "cancelled" : "doing";
