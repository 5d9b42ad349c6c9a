<?php
/**
 * WP-CLI's progress bar, which is silent where nobody looks.
 *
 * @package UserSync
 */

namespace UserSync\Plugin\Cli;

final class Progress {

	/** @var object WP-CLI hands out one of two classes without a common face: a bar, or nothing. */
	private readonly object $bar;

	public function __construct( string $what, int $count ) {
		$this->bar = \WP_CLI\Utils\make_progress_bar( $what, $count );
	}

	public function tick( int $steps = 1 ): void {
		$this->bar->tick( $steps ); // @phpstan-ignore method.notFound
	}

	public function finish(): void {
		$this->bar->finish(); // @phpstan-ignore method.notFound
	}
}
