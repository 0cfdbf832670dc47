// The words and tables of a comparison's page. Texts of others only ever become text nodes.
const {comparison, thumbnails} = JSON.parse(document.getElementById('document').textContent);

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
    show_program(comparison.program);
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
// `further` is what the network's other conditions did.
function packets_text({carried, queue_full, lost, overrun, ...further}) {
    return [`${count_text(carried)} carried`, `${count_text(queue_full)} dropped at a full queue`,
        `${count_text(lost)} lost`, `${count_text(overrun)} missed by the ferry`,
        ...Object.entries(further).map(([deed, count]) => `${count_text(count)} ${deed}`)].join(', ');
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

show_apart('origin', show_head);
show_apart('results', show_results);
show_apart('facts', show_facts);
