// What the pages share: numbers, elements, charts in light, in the dark and on paper.
'use strict';

// ---- numbers, with three digits ----
function digits(number) {
    const size = Math.abs(number);
    if (size === 0) return '0';
    if (size < 0.9995) return number.toPrecision(3);
    return number.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

const UNITS = [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs']];
const unit_of = (seconds) => UNITS.find(([size]) => Math.abs(seconds) >= 0.9995 * size) ?? UNITS[1];
const time_digits = (seconds, like = seconds) => digits(seconds / unit_of(like)[0]);
const time_text = (seconds) => `${time_digits(seconds)}\u00a0${unit_of(seconds)[1]}`;
const milliseconds_text = (milliseconds) => time_text(milliseconds / 1000);
const times_text = (factor) => `${digits(factor)}\u00a0×`;
const percent_text = (part) => `${digits(part * 100)}\u00a0%`;
const size_text = (bytes) => (bytes < 1000 ? `${bytes}\u00a0B` : `${digits(bytes / 1000)}\u00a0kB`);
const rate_text = (bps) => (bps === null ? 'unlimited' : `${digits(bps / 1e6)}\u00a0Mbit/s`);
const count_text = (number) => number.toLocaleString('en');
const counted = (number, what) => `${count_text(number)} ${what}${number === 1 ? '' : 's'}`;

// ---- elements ----
function element(name, ...content) {
    const made = document.createElement(name);
    made.append(...content);
    return made;
}

function with_class(name, made) {
    made.className = name;
    return made;
}

// A number that stays exact for programs which read the page; a dash when it is null.
function number(value, text) {
    if (value === null) return '–';
    const made = element('data', text(value));
    made.value = value;
    return made;
}

function table(caption, heads, rows) {
    const made = element('table', element('thead', element('tr', ...heads.map((head) => {
        const cell = element('th', head);
        cell.scope = 'col';
        return cell;
    }))), element('tbody', ...rows));
    // A head stands where its column stands.
    rows[0]?.childNodes.forEach((cell, column) => { made.rows[0].cells[column].className = cell.className; });
    made.setAttribute('aria-label', caption);
    return made;
}

// A row: texts to the left, numbers (elements, dashes) to the right.
function row(name, ...cells) {
    const head = element('th', name);
    head.scope = 'row';
    return element('tr', head, ...cells.map((cell) => {
        const is_text = typeof cell === 'string' && cell !== '–';
        return is_text ? with_class('text', element('td', cell)) : element('td', cell);
    }));
}

// What is wider than a phone is pushed sideways by itself, also with the keyboard.
function scrollable(box, name, content) {
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', name);
    box.append(content);
    return box;
}

function in_numbers(name, content) {
    return element('details', element('summary', 'The same in numbers'),
        scrollable(with_class('wide', element('div')), name, content));
}

const variant_property = (index) => `variant-${index % 8}`;

function swatch(property) {
    const made = with_class('swatch', element('span'));
    made.style.background = `var(--${property})`;
    return made;
}

function show_program(program) {
    document.getElementById('program').textContent =
        `Made by ${program}; charts drawn by Chart.js ${Chart.version}, MIT licence.`;
}

// One part that fails leaves the others alone and says so in its place.
function show_apart(place, show) {
    try {
        return [show()];
    } catch (error) {
        console.error(error);
        document.getElementById(place).append(
            with_class('loud', element('p', `This part could not be shown: ${error.message}`)));
        return [];
    }
}

// ---- charts ----
const colour = (property) => getComputedStyle(document.documentElement).getPropertyValue(`--${property}`).trim();

function chart_in(figure, label, height, config) {
    const canvas = element('canvas', label);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', label);
    const box = with_class('chart', element('div', canvas));
    box.style.height = `${height}px`;
    figure.append(box);
    return new Chart(canvas, config);
}

function clear(place) {
    for (const canvas of place.querySelectorAll('canvas')) Chart.getChart(canvas)?.destroy();
    place.replaceChildren();
}

// ---- light, dark and paper ----
function repaint() {
    for (const chart of Object.values(Chart.instances)) {
        chart.update();
        chart.resize();
    }
}

// What is folded up would be missing on paper.
const unfolded = new Set();

function print_as(is_printed) {
    document.documentElement.classList.toggle('printed', is_printed);
    if (is_printed)
        for (const each of document.querySelectorAll('main > details:not([open])')) unfolded.add(each);
    for (const each of unfolded) each.open = is_printed;
    if (!is_printed) unfolded.clear();
    repaint();
}

function prepare_charts() {
    Chart.defaults.animation = false;
    Chart.defaults.font.family = 'system-ui, sans-serif';
    // Functions, so that an update asks again.
    Chart.defaults.color = () => colour('ink');
    Chart.defaults.borderColor = () => colour('grid');
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
    addEventListener('beforeprint', () => print_as(true));
    addEventListener('afterprint', () => print_as(false));
}
