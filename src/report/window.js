// The window of an automatic number of requests: a line over the waterfall, and the same in words and numbers.

const REASONS = {constant: 'a given number', first_burst: 'nothing is known yet',
    narrow_link: 'SYN-ACKs came one after another', silence: 'no answer for long', packet_train: 'the first packets showed the rate',
    rounds: 'whole rounds showed the rate', memory: 'as remembered', refusal: 'the server asked for less'};

// Plugin: the window as a line of steps, as high as the chart at its largest.
const window_line = (rows) => ({
    id: 'window_line',
    afterDatasetsDraw({ctx: context, scales: {x}, chartArea: area}) {
        if (rows.length === 0) return;
        const most = Math.max(...rows.map((each) => each.window_bytes));
        const height_of = (bytes) => area.bottom - (area.bottom - area.top) * (most > 0 ? bytes / most : 0);
        context.save();
        context.strokeStyle = context.fillStyle = colour('window');
        context.lineWidth = 2;
        context.beginPath();
        context.moveTo(x.getPixelForValue(rows[0].ms), height_of(rows[0].window_bytes));
        for (const [index, each] of rows.entries()) {
            context.lineTo(x.getPixelForValue(each.ms), height_of(rows[Math.max(0, index - 1)].window_bytes));
            context.lineTo(x.getPixelForValue(each.ms), height_of(each.window_bytes));
        }
        context.stroke();
        context.font = '11px system-ui, sans-serif';
        const peak = rows.find((each) => each.window_bytes === most);
        write_over(context, size_text(Math.round(most)), x.getPixelForValue(peak.ms) + 4, area.top + 10);
        context.restore();
    },
});

function window_story(rows) {
    if (rows.length === 0) return '';
    const [first, last] = [rows[0], rows.at(-1)];
    const most = Math.max(...rows.map((each) => each.window_bytes));
    return `; window ${size_text(Math.round(first.window_bytes))} at first, ${size_text(Math.round(most))} at most, ` +
        `${size_text(Math.round(last.window_bytes))} at the end (${counted(last.at_once, 'request')}: ${REASONS[last.why]})`;
}

function window_numbers(rows) {
    const size = (bytes) => size_text(Math.round(bytes));
    return table('Window', ['time', 'window', 'asked for', 'requests', 'of at most', 'rate', 'round trip', 'queue allowed',
        'queue seen', 'server', 'reason'],
    rows.map((each) => row(milliseconds_text(each.ms), number(each.window_bytes, size), number(each.open_bytes, size),
        number(each.in_flight, String), number(each.at_once, String), number(each.rate_bps, rate_text),
        number(each.round_trip_ms, milliseconds_text), number(each.queue_allowed_ms, milliseconds_text),
        number(each.queue_seen_ms, milliseconds_text), number(each.server_time_ms, milliseconds_text),
        REASONS[each.why])));
}
