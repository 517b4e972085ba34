/** Draws the trend with uPlot over its SVG twin: exact values under the pointer, deploys as upright lines. The twin stays where this fails. */
export const CHART = `
(() => {
  const css = getComputedStyle(document.documentElement);
  const ink = (name) => css.getPropertyValue('--' + name).trim();
  const draw = () => {
    for (const box of document.querySelectorAll('[data-chart]')) {
      if (box.dataset.drawn) continue;
      const data = JSON.parse(box.dataset.chart);
      const twin = box.querySelector('svg');
      if (data.at.length < 2 || !twin) continue;
      box.dataset.drawn = 'yes';
      const place = document.createElement('div');
      place.className = 'chart';
      place.setAttribute('aria-hidden', 'true');
      twin.after(place);
      const lines = (u) => {
        const { ctx, bbox } = u;
        ctx.save();
        ctx.lineWidth = devicePixelRatio;
        ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
        ctx.strokeStyle = ink('accent');
        for (const deploy of data.deploys) {
          const x = u.valToPos(deploy.at, 'x', true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          ctx.beginPath(); ctx.moveTo(x, bbox.top); ctx.lineTo(x, bbox.top + bbox.height); ctx.stroke();
        }
        for (const [value, colour] of [[data.target, 'medium'], [data.failure, 'blocker']]) {
          if (value === undefined || value > u.scales.y.max) continue;
          const y = u.valToPos(value, 'y', true);
          ctx.strokeStyle = ink(colour);
          ctx.beginPath(); ctx.moveTo(bbox.left, y); ctx.lineTo(bbox.left + bbox.width, y); ctx.stroke();
        }
        ctx.restore();
      };
      const line = { stroke: () => ink('line'), width: 1 };
      const axis = { stroke: () => ink('soft'), grid: line, ticks: line, font: '12px system-ui, sans-serif' };
      const chart = new uPlot({
        width: place.clientWidth, height: 200,
        scales: { y: { range: (u, min, max) => [0, Math.max(max * 1.1, (data.target || 0) < max * 3 ? (data.target || 0) * 1.1 : 0) || 1] } },
        series: [{ label: 'Time' }, { label: 'p95, ms', stroke: () => ink('ink'), width: 1.5, points: { show: false } }],
        axes: [axis, { ...axis, size: 72, values: (u, all) => all.map((each) => each + ' ms') }],
        hooks: { draw: [lines] },
      }, [data.at, data.p95], place);
      twin.style.display = 'none';
      for (const each of box.querySelectorAll('.x, .y')) each.style.display = 'none';
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => chart.redraw());
      new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: 200 })).observe(place);
    }
  };
  draw();
  addEventListener('launch-ready:refreshed', draw);
})();
`;
