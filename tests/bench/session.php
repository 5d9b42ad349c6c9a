<?php
// What every session of the benchmarks has in common.

// A contender that warns is not measured: it may be fast because it does nothing.
ini_set('display_errors', 'stderr');
set_error_handler(function (int $level, string $message, string $file, int $line): never {
    throw new ErrorException($message, 0, $level, $file, $line);
}, E_ALL & ~E_DEPRECATED);

// No cookies and no headers: a command line has neither, and the handlers do not see the difference.
foreach ([
    'use_cookies' => '0', 'use_only_cookies' => '0', 'cache_limiter' => '', 'use_strict_mode' => '0',
    'gc_probability' => '0', 'serialize_handler' => 'php', 'lazy_write' => '1',
] as $setting => $value) {
    ini_set("session.$setting", $value);
}

/** Hands $handler its address and makes it PHP's save handler; see handlers/. */
function use_handler(string $handler, string $address): void
{
    (require __DIR__ . "/handlers/$handler.php")($address);
}

/**
 * A session of many short values, as forms and baskets make them. $bytes when PHP has encoded it, together with the
 * counter that every cycle raises. Larger values would be cheaper for PHP, and the stores would weigh more.
 */
function content(int $bytes): array
{
    $content = ['n' => 10_000_000];   // as many digits at the end as at the start
    $left = $bytes - strlen('n|i:10000000;');
    for ($i = 1000; $left >= 100; ++$i) {
        $content["field-$i"] = $i % 3 ? substr(md5((string) $i), 0, 12) : ['id' => $i, 'count' => 1];
        $left -= strlen("field-$i|") + strlen(serialize($content["field-$i"]));
    }
    $content['rest'] = str_repeat('.', $left - strlen('rest|s:00:"";'));
    return $content;
}
