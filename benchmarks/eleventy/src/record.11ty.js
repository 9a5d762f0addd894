import { esc, money, stage, STAGES, told, unit } from "./_pieces.js";

const DID = { ahead: "打算做什么", doing: "在做什么", done: "做了什么", cancelled: "原来打算做什么" };
const PAID = { ahead: "要花多少，谁来出", doing: "花多少，谁出", done: "花了多少，谁出的", cancelled: "原定花多少，谁出" };
const NONE = { done: "结果原文未载明", doing: "还没有办完", cancelled: "没有写明原因" };

export default class {
  data() {
    return {
      pagination: { data: "projects", size: 1, alias: "p" },
      permalink: (data) => `projects/${data.p.id}/index.html`,
    };
  }

  render({ p, names, frames }) {
    const tense = told(p.stage);
    const [start, middle, end] = frames.record;
    const title = esc(p.name);
    const head = `<title>${title} · 示例镇社区共建公示栏</title>
<meta name="description" content="${title}：到了哪一步、做了什么、花了多少、谁负责、根据是什么。">`;
    return start + head + middle + this.body(p, names, tense) + end;
  }

  body(p, n, tense) {
    const place = p.community
      ? `<a href="../../communities/${p.community}/">${esc(n.communities[p.community])}</a>` : "";
    const near = (p.compound && n.by_compound[p.compound]) || [];
    const others = near.length > 1
      ? `<section class="screen-only"><h2>同一个小区的事</h2><ul class="rows">${near.filter((o) => o.id !== p.id)
        .map((o) => `<li><a class="name" href="../../projects/${o.id}/">${esc(o.name)}</a><p>${stage(n, o.stage)}</p></li>`)
        .join("\n")}</ul></section>
<details class="words"><summary>这些词是什么意思</summary><dl class="columns">${STAGES.filter((key) => near.some((o) => o.stage === key))
  .map((key) => `<div><dt>${n.stage[key]}</dt><dd>${esc(n.stage_means[key])}</dd></div>`).join("\n")}</dl>
<p><a class="more" href="../../help/words/">别的词</a></p></details>` : "";
    return `<p class="crumbs"><a href="../../projects/">项目</a>${p.community ? `<span>›</span>${place}` : ""}</p>
<h1>${esc(p.name)}</h1>
<p class="state">${stage(n, p.stage)} ${p.time_text ? esc(p.time_text) : "日期原文未载明"}</p>
<p class="quiet">${esc(n.stage_means[p.stage])}</p>
<div class="two-part"><div>
${p.scope.length ? `<section><h2>${DID[tense]}</h2><ul class="things">${p.scope.map((s) => `<li>${esc(s)}</li>`).join("")}</ul></section>` : ""}
<section><h2>${PAID[tense]}</h2>${this.paid(p, n)}</section>
<section><h2>办的经过</h2><ol class="line">
${p.before ? `<li><b>原来</b>${esc(p.before)}</li>` : ""}${tense === "ahead"
  ? `<li><b>打算</b>${esc(p.scope.join("、"))}</li>`
  : `<li class="reached"><b>${n.stage[p.stage]}</b>${esc(p.outcome || NONE[tense])}</li>`}
</ol></section></div><div>
<section><h2>谁负责</h2><div class="card"><dl class="list">
<div><dt>牵头</dt><dd>${unit(n, p.lead)}</dd></div>
${p.owners_vote ? `<div><dt>业主表决</dt><dd>${esc(p.owners_vote)}</dd></div>` : ""}${p.partners.length
  ? `<div><dt>配合</dt><dd>${p.partners.map((u) => unit(n, u)).join("、")}</dd></div>` : ""}
<div><dt>地点</dt><dd>${place}${p.compound ? ` <a href="../../compounds/${p.compound}/">${esc(n.compounds[p.compound])}</a>` : ""}</dd></div>
</dl></div></section>
${others}<section><h2>根据是什么</h2><div class="basis">
<p>据《<a href="../../about/article/">${esc(n.source)}</a>》。</p>
<div class="acts"><a href="../../data/projects.csv" download>下载这张表（CSV）</a><a href="../../about/">发现错误怎么办</a><button type="button" data-print hidden>打印这一页</button></div>
</div></section></div></div>
`;
  }

  paid(p, n) {
    if (!p.cost_cny) return `<p class="empty">原文没有写明金额。</p>`;
    const lines = p.funding.map((f) => {
      const kind = n.source_kind[f.source_kind];
      const bar = f.amount_cny !== p.cost_cny
        ? `<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-ground" width="100" height="4"/><rect width="${f.percent}" height="4"/></svg>` : "";
      return `<p>${f.funder ? unit(n, f.funder) : kind} · <b>${money(f.amount_cny)}</b>${f.funder ? `（${kind}）` : ""}</p>${bar}`;
    });
    const sum = p.funding.length > 1 ? `<p>一共 <b>${money(p.cost_cny)}</b>。</p>` : "";
    const explained = p.explained.map((line) => `<p class="quiet">${esc(line)}</p>`).join("");
    return lines.join("\n") + sum + explained;
  }
}
