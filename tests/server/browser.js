// browser.js - a page in Chromium, as a reader has it.
//
//	node browser.js FOLDER FILE [PICTURES]	a line of JSON for each width, scheme and
//			medium: what overflows, is asked for, is said on the console, cannot be
//			seen or read; with PICTURES, PNGs into that folder
//	node browser.js FOLDER FILE NAME.png	a picture for README: without tables, down to the
//			second row of figures
// FOLDER has puppeteer-core and axe-core.
'use strict';
const fs = require('fs');
const path = require('path');
const [folder, file, picture] = process.argv.slice(2);
const puppeteer = require(`${folder}/node_modules/puppeteer-core`);
const axe = fs.readFileSync(`${folder}/node_modules/axe-core/axe.min.js`, 'utf8');

const views = [
	{ width: 1280, scheme: 'light', media: 'screen' }, { width: 1280, scheme: 'dark', media: 'screen' },
	{ width: 390, scheme: 'light', media: 'screen' }, { width: 390, scheme: 'dark', media: 'screen' },
	{ width: 690, scheme: 'light', media: 'print' },	// A4 without its margins
];

// In the page: what reaches beyond the window without a box of its own to scroll in, and
// figures that show nothing.
function look() {
	const wide = document.scrollingElement.scrollWidth;
	const boxed = (e) => e.closest('.box') || e.closest('svg.key');
	const out = [...document.body.querySelectorAll('*')].filter((e) => !boxed(e) &&
		e.getBoundingClientRect().right > innerWidth + 0.5 && e.getBoundingClientRect().width > 0);
	const hidden = [...document.querySelectorAll('figure, section, figure > svg, .badges li')].filter((e) => {
		const r = e.getBoundingClientRect();
		return r.width < 100 || r.height < 20 || !e.checkVisibility();
	});
	const name = (e) => `${e.tagName} ${e.id} ${(e.textContent || '').slice(0, 40)}`;
	return { wide, out: out.map(name), hidden: hidden.map(name),
		figures: [...document.querySelectorAll('figure')].map((e) => e.id) };
}

// In the page: texts of drawings under 4.5 of contrast, lines and marks under 3.
function contrasts() {
	const rgb = (c) => c.match(/[\d.]+/g).slice(0, 3).map(Number);
	const light = (c) => rgb(c).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
	const bad = [];
	for (const e of document.querySelectorAll('figure svg text, figure svg .line, figure svg .axis, figure svg .mark')) {
		const style = getComputedStyle(e), back = getComputedStyle(e.closest('.card')).backgroundColor;
		const text = e.tagName === 'text';
		const filled = text || e.classList.contains('mark') && !e.closest('.few');
		const is = ratio(filled ? style.fill : style.stroke, back);
		if (is < (text ? 4.5 : 3))
			bad.push(`${e.tagName} ${e.getAttribute('class')} ${is.toFixed(2)}`);
	}
	return [...new Set(bad)];
}

// Letters of a drawing that lie on each other.
function collisions() {
	const bad = [];
	for (const svg of document.querySelectorAll('figure > svg')) {
		const all = [...svg.querySelectorAll('text')].map((e) => [e.textContent, e.getBoundingClientRect()]);
		const frame = svg.getBoundingClientRect();
		all.forEach(([text, a], i) => {
			if (a.left < frame.left - 8 || a.right > frame.right + 8)
				bad.push(`${text} leaves its drawing`);
			for (const [other, b] of all.slice(i + 1))
				if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
					Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
					bad.push(`${text} on ${other}`);
		});
	}
	return bad;
}

async function open(browser, view) {
	const page = await browser.newPage(), said = [];
	page.on('console', (m) => said.push(m.text()));
	page.on('pageerror', (e) => said.push(String(e)));
	page.on('request', (r) => r.url() === `file://${path.resolve(file)}` || said.push(r.url()));
	await page.setViewport({ width: view.width, height: 900 });
	// One call undoes the other.
	if (view.media === 'print')
		await page.emulateMediaType('print');
	else
		await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: view.scheme }]);
	await page.goto(`file://${path.resolve(file)}`);
	return { page, said };
}

async function check(browser, view) {
	const { page, said } = await open(browser, view);
	const seen = { ...view, ...await page.evaluate(look), contrast: await page.evaluate(contrasts),
		collisions: await page.evaluate(collisions) };
	if (picture)
		await page.screenshot({ fullPage: true,
			path: path.join(picture, `${view.media}-${view.scheme}-${view.width}.png`) });
	seen.said = said.slice();
	await page.evaluate(() => document.querySelectorAll('details').forEach((e) => { e.open = true; }));
	await page.evaluate(axe);
	const found = await page.evaluate(() => window.axe.run());
	seen.rules = found.passes.length;
	seen.violations = found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`);
	const opened = await page.evaluate(look);
	seen.opened = opened.wide;
	await page.close();
	return seen;
}

async function take(browser) {
	const { page } = await open(browser, { width: 1120, scheme: 'light', media: 'screen' });
	await page.addStyleTag({ content: '#cells, #pooled, details, #active { display: none }' });
	const height = await page.evaluate(() =>
		document.querySelector('#retention').getBoundingClientRect().top + scrollY - 10);
	await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: 1120, height, scale: 0.8 } });
	await page.close();
}

(async () => {
	// Root, in a container, has no other sandbox either; the page is ours and has no script.
	const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
	try {
		if (picture && picture.endsWith('.png'))
			await take(browser);
		else
			for (const view of views)
				console.log(JSON.stringify(await check(browser, view)));
	} finally {
		await browser.close();
	}
})().catch((e) => { console.error(e); process.exit(1); });
