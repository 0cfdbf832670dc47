// The words and tables of a comparison's page. Texts of others only ever become text nodes.
'use strict';

const {comparison, thumbnails} = JSON.parse(document.getElementById('document').textContent);

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

function swatch(property) {
    const made = with_class('swatch', element('span'));
    made.style.background = `var(--${property})`;
    return made;
}

const variant_property = (index) => `variant-${index % 8}`;

// ---- the head of the page ----
function network_text() {
    const {conditions, server} = comparison;
    if (conditions === null) return server;
    return conditions.profile === null ? conditions.text : `${conditions.profile}: ${conditions.text}`;
}

function show_head() {
    const name = `${counted(comparison.files.length, 'flag')}, ${network_text()}`;
    document.title = `${comparison.valid ? '' : 'INVALID: '}${name}`;
    document.getElementById('title').textContent = name;
    const when = comparison.started.replace('T', ' ').replace(/(:\d\d)\.\d+Z$/, '$1 UTC');
    document.getElementById('origin').textContent = `${when} · ${comparison.machine}`;
    document.getElementById('sentence').textContent = comparison.sentence;
    document.getElementById('program').textContent =
        `Made by ${comparison.program}; charts drawn by Chart.js ${Chart.version}, MIT licence.`;
    const invalid = document.getElementById('invalid');
    invalid.hidden = comparison.valid;
    invalid.querySelector('ul').append(...comparison.invalid.map((reason) => element('li', reason)));
}

// ---- the table of results ----
// Of fewer than 5 runs it says little.
function interval(variant, bounds, text, unit) {
    const counted_runs = variant.runs.length - variant.failures;
    if (bounds === null || counted_runs < 5) return '';
    return element('small', number(bounds[0], text), '–', number(bounds[1], text), unit);
}

function bar_of(variant, index, longest) {
    const bar = with_class('bar', element('div', element('span')));
    bar.firstChild.style.width = `${100 * variant.median_s / longest}%`;
    bar.firstChild.style.background = `var(--${variant_property(index)})`;
    if (variant.limit_s !== null) {
        const limit = element('i');
        limit.style.left = `${Math.min(100, 100 * variant.limit_s / longest)}%`;
        bar.append(limit);
    }
    return bar;
}

function median_of(variant, index, longest) {
    if (variant.median_s === null) return '–';
    const like = variant.median_s;
    const cell = element('div', number(variant.median_s, time_text));
    cell.append(interval(variant, variant.interval_s, (value) => time_digits(value, like), `\u00a0${unit_of(like)[1]}`));
    cell.append(bar_of(variant, index, longest));
    return cell;
}

function speedup_of(variant) {
    if (variant.speedup === null) return '–';
    return element('div', number(variant.speedup, times_text), interval(variant, variant.speedup_interval, digits, '\u00a0×'));
}

function show_results() {
    const longest = Math.max(...comparison.variants.map((variant) => variant.median_s ?? 0));
    const first = comparison.variants.length ? comparison.variants[0].name : '';
    const rows = comparison.variants.map((variant, index) => row(
        element('span', swatch(variant_property(index)), variant.name),
        median_of(variant, index, longest), speedup_of(variant), number(variant.limit_s, time_text),
        number(variant.efficiency, percent_text), variant.bound ?? '–',
        number(variant.connections, count_text), number(variant.retries, count_text),
        number(variant.failures, count_text)));
    scrollable(document.getElementById('results'), 'Results', table('Results',
        ['variant', 'median time', `as fast as ${first}`, 'limit', 'limit ÷ median', 'bound by', 'connections',
            'retries', 'failed runs'], rows));
}

// ---- how it was measured ----
function packets_text({carried, queue_full, lost, overrun}) {
    return `${count_text(carried)} carried, ${count_text(queue_full)} dropped at a full queue, ` +
        `${count_text(lost)} lost, ${count_text(overrun)} missed by the ferry`;
}

// Jitter only adds, each way.
function round_trip_text({rtt_ms, jitter_ms}) {
    const [least, most] = [rtt_ms / 1000, (rtt_ms + 2 * jitter_ms) / 1000];
    return jitter_ms === 0 ? time_text(least) : `${time_digits(least, most)} to ${time_text(most)}`;
}

function conditions_text(on) {
    return [`rtt ${round_trip_text(on)}`,
        `down ${rate_text(on.down_bps)}`, `up ${rate_text(on.up_bps)}`, `loss ${percent_text(on.mean_loss)}`,
        `seed ${on.seed}`, on.tls ? 'over TLS' : 'without TLS'].join(', ');
}

function lab_facts(lab) {
    const late = lab.late_ms;
    return [['Congestion control', lab.congestion_control],
        ['Packets handed over late', `median ${milliseconds_text(late.p50)}, 99 % under ` +
            `${milliseconds_text(late.p99)}, worst ${milliseconds_text(late.max)}`],
        ['Packets to the server', packets_text(lab.packets.up)],
        ['Packets from it', packets_text(lab.packets.down)],
        ['TCP segments that the server sent again', count_text(lab.retransmissions)],
        ...lab.probes.map((probe) => [`Round trip ${probe.when}`,
            `${probe.rtt_ms === null ? 'not measured' : milliseconds_text(probe.rtt_ms)}; ` +
                `expected ${milliseconds_text(probe.expected_rtt_ms)}`])];
}

function show_facts() {
    const {conditions, lab, options, knee} = comparison;
    const facts = [['Server', comparison.server],
        ['Network', conditions === null ? 'as it is' : conditions_text(conditions)],
        ...(lab === null ? [] : lab_facts(lab)),
        ['Runs', `${options.runs} of each variant` + (options.precision === null ? '' :
            `, or until the interval is within ${percent_text(options.precision)}`) +
            `; order by seed ${options.seed}`],
        ['Requests at once', `${options.max_requests} at most`],
        ...(knee === null ? [] : [['Knee', `${digits(knee)} connections; more than that cannot help`]])];
    document.getElementById('facts').append(
        ...facts.flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
    scrollable(document.getElementById('commands'), 'Commands', table('Commands', ['variant', 'version', 'command'],
        comparison.variants.map((variant) => row(variant.name, variant.version, variant.command.join(' ')))));
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

show_apart('origin', show_head);
show_apart('results', show_results);
show_apart('facts', show_facts);
