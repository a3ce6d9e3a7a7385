// Draws the charts of the evaluation page from the numbers that the page holds, with Chart.js.
#pragma once

#include <string_view>

namespace imr {

inline constexpr std::string_view kEvaluationPageScript = R"js(
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const ink = "#1b1f24", faint = "#57606a", line = "#d8dee4";
  const blue = "#0b5cad", orange = "#b34700", grey = "#6e7781";
  Chart.defaults.color = faint;
  Chart.defaults.borderColor = line;
  Chart.defaults.font.family = 'system-ui, "Liberation Sans", sans-serif';
  Chart.defaults.font.size = 13;
  Chart.defaults.animation = false;
  Chart.defaults.locale = "en-US";

  const percent = value => (100 * value).toFixed(Math.abs(value) < 0.1 && value !== 0 ? 1 : 0) + "%";
  const share = (title, max) => ({
    type: "linear", min: 0, max, title: { display: true, text: title, color: ink },
    ticks: { callback: value => +(100 * value).toFixed(1) + "%" }
  });
  const curve = (label, points, color, more) => Object.assign({
    label, data: points, borderColor: color, backgroundColor: color, borderWidth: 2, pointRadius: 0,
    pointHitRadius: 8, showLine: true, tension: 0, clip: 4
  }, more);
  const dashed = (label, points) => curve(label, points, grey, { borderDash: [6, 5], borderWidth: 1.5 });
  const legend = { position: "bottom", labels: { boxHeight: 2, boxWidth: 28 } };
  const tooltip = what => ({ callbacks: { label: what } });

  const draw = (id, config) => {
    const canvas = document.getElementById(id);
    if (!canvas) return;
    config.options = Object.assign({ responsive: true, aspectRatio: 1.35 }, config.options);
    new Chart(canvas, config);
  };
  const scatter = (id, datasets, x, y, what, plugins) => draw(id, {
    type: "scatter", data: { datasets },
    options: { scales: { x, y }, plugins: { legend, tooltip: tooltip(what) } }, plugins: plugins || []
  });

  const point = (x, y) => ({ x, y });
  scatter("roc", [
    curve("predictions", [point(0, 0)].concat(data.points.map(p => Object.assign(point(p[3], p[2]), { p }))), blue),
    dashed("chance", [point(0, 0), point(1, 1)])
  ], share("false alarms: upheld items flagged", 1), share("overturned items flagged", 1),
  c => c.raw.p ? `from ${percent(c.raw.p[0])}: ${percent(c.raw.y)} of overturned, ${percent(c.raw.x)} of upheld` : c.dataset.label);

  scatter("precision-recall", [
    curve("predictions", data.points.map(p => Object.assign(point(p[2], p[4]), { p })), blue),
    dashed("flagging at random", [point(0, data.overturned), point(1, data.overturned)])
  ], share("overturned items flagged (recall)", 1), share("flagged items overturned (precision)", 1),
  c => c.raw.p ? `from ${percent(c.raw.p[0])}: recall ${percent(c.raw.x)}, precision ${percent(c.raw.y)}` : c.dataset.label);

  const counts = {
    id: "counts",
    afterDatasetsDraw(chart) {
      const context = chart.ctx;
      context.save();
      context.fillStyle = ink;
      context.strokeStyle = "#fff";
      context.lineWidth = 4;
      context.font = '12px system-ui, "Liberation Sans", sans-serif';
      context.textBaseline = "bottom";
      const written = [];
      chart.getDatasetMeta(0).data.forEach((element, i) => {
        const right = element.x > (chart.chartArea.left + chart.chartArea.right) / 2;
        let y = element.y - 8;
        while (written.some(at => Math.abs(at.x - element.x) < 56 && Math.abs(at.y - y) < 14)) y -= 14;
        written.push({ x: element.x, y });
        context.textAlign = right ? "right" : "left";
        context.strokeText("n = " + data.bins[i][2], element.x + (right ? -8 : 2), y);
        context.fillText("n = " + data.bins[i][2], element.x + (right ? -8 : 2), y);
      });
      context.restore();
    }
  };
  const top = Math.min(1, Math.ceil(10 * Math.max(0.1, ...data.bins.flatMap(b => [b[0], b[1]])) + 0.5) / 10);
  scatter("reliability", [
    curve("fifths of the items", data.bins.map(b => point(b[0], b[1])), blue, { pointRadius: 5 }),
    dashed("perfectly calibrated", [point(0, 0), point(top, top)])
  ], share("mean probability predicted", top), share("share overturned", top),
  c => `predicted ${percent(c.raw.x)}, observed ${percent(c.raw.y)}`, [counts]);

  const highest = Math.max(0.05, ...data.risk.flatMap(r => [r[1], r[2]]));
  scatter("risk-coverage", [
    curve("wrong at one half", data.risk.map(r => point(r[0], r[1])), blue, { pointRadius: 2.5 }),
    curve("Brier score", data.risk.map(r => point(r[0], r[2])), orange, { pointRadius: 2.5, pointStyle: "rect", borderDash: [2, 2] })
  ], share("items answered, the surest first", 1), Object.assign(share("error of these", undefined), { suggestedMax: highest }),
  c => `${c.dataset.label}: ${percent(c.raw.y)} at ${percent(c.raw.x)} answered`);

  draw("contributions", {
    type: "bar",
    data: {
      labels: data.terms.map(t => t[0].length > 58 ? t[0].slice(0, 57) + "\u2026" : t[0]),
      datasets: [{ label: "mean size of the term, log-odds", data: data.terms.map(t => t[1]), backgroundColor: blue }]
    },
    options: {
      indexAxis: "y", aspectRatio: Math.max(1, 26 / (data.terms.length + 2)),
      scales: {
        x: { title: { display: true, text: "mean size over all items, log-odds", color: ink } },
        y: { ticks: { autoSkip: false, color: ink }, grid: { display: false } }
      },
      plugins: { legend: { display: false } }
    }
  });

  // On paper there is nothing to open.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const chart of Object.values(Chart.instances)) chart.resize();
  });
})();
)js";

}  // namespace imr
