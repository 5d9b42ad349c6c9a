<?php
// The table of one part: report.php <measurements> <bounds> <notes>. Rows are contenders, columns are figures, each
// cell the median of the rounds and, in brackets, their least and most.
[, $measurements, $bounds, $notes] = $argv;

$rounds = [];   // figure => contender => list of values, one a round
foreach (file($measurements, FILE_IGNORE_NEW_LINES) as $line) {
    [$figure, $contender, , $value] = explode("\t", $line);
    $rounds[$figure][$contender][] = (float) $value;
}

function median(array $values): float
{
    sort($values);
    return $values[intdiv(count($values), 2)];
}

function number(float $value): string
{
    return number_format($value, $value < 100 && $value != round($value) ? 1 : 0, '.', '');
}

function cell(array $values): string
{
    return number(median($values)) . (min($values) === max($values) ? '' : sprintf(' (%s-%s)', number(min($values)), number(max($values))));
}

function print_table(array $rounds): void
{
    // Means and tails stay in the file: they hold whatever else the machine did meanwhile.
    $figures = array_filter(array_keys($rounds), fn ($figure) => !preg_match('~ (mean|tail)$~', $figure));
    $contenders = array_keys(array_merge(...array_values($rounds)));
    $lines = [['', ...$figures]];
    foreach ($contenders as $contender) {
        $cells = array_map(fn ($figure) => isset($rounds[$figure][$contender]) ? cell($rounds[$figure][$contender]) : '', $figures);
        if (array_filter($cells, 'strlen')) {
            $lines[] = [$contender, ...$cells];
        }
    }
    $widths = array_map(fn (array $column) => max(array_map('strlen', $column)), array_map(null, ...$lines));
    foreach ($lines as $line) {
        echo '  ', rtrim(implode('  ', array_map(
            fn ($text, $width, $column) => str_pad($text, $width, ' ', $column ? STR_PAD_LEFT : STR_PAD_RIGHT),
            $line, $widths, array_keys($line)))), "\n";
    }
}

// "ours - aes" => [['ours', 1], ['aes', -1]]
function terms(string $sum): array
{
    $terms = [];
    $sign = 1;
    foreach (explode(' ', trim($sum)) as $word) {
        match ($word) {
            '+' => $sign = 1,
            '-' => $sign = -1,
            default => $terms[] = [$word, $sign],
        };
    }
    return $terms;
}

function value(string $sum, callable $of): float
{
    return array_sum(array_map(fn (array $term) => $term[1] * $of($term[0]), terms($sum)));
}

function print_bound(array $contenders, string $figure, string $sentence): void
{
    [, $upper, $lower, $sense, $limit] = preg_match('~^(.+) / (.+) (<=|>=) ([\d.]+)$~', $sentence, $match)
        ? $match : throw new DomainException("not a bound: $sentence");
    foreach ([...terms($upper), ...terms($lower)] as [$name]) {
        if (!isset($contenders[$name])) {
            printf("  %-7s %s: %s (%s is not there)\n", 'open', $figure, $sentence, $name);
            return;
        }
    }
    $ratio = fn (callable $of) => value($upper, $of) / value($lower, $of);
    $middle = $ratio(fn (string $name) => median($contenders[$name]));
    $each = array_map(
        fn (int $round) => $ratio(fn (string $name) => $contenders[$name][$round]),
        range(0, min(array_map('count', $contenders)) - 1));
    $holds = fn (float $value) => $sense === '<=' ? $value <= (float) $limit : $value >= (float) $limit;
    $verdict = match (true) {
        $holds($middle) => 'met',
        (bool) array_filter($each, $holds) => 'tie',
        default => 'missed',
    };
    printf("  %-7s %s: %s / %s = %.2f (%.2f-%.2f), wanted %s %s\n", $verdict, $figure, $upper, $lower, $middle,
        min($each), max($each), $sense === '<=' ? 'at most' : 'at least', $limit);
}

print_table($rounds);
foreach (file($bounds, FILE_IGNORE_NEW_LINES) as $line) {
    [$figure, $sentence] = explode("\t", $line);
    print_bound($rounds[$figure] ?? [], $figure, $sentence);
}
foreach (file($notes, FILE_IGNORE_NEW_LINES) as $line) {
    echo '  ', $line, "\n";
}
