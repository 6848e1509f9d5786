import AWSClient
import Testing

@testable import S3Copier

@Suite struct RetryPauseTests {
    @Test(
        arguments: [
            (1, nil, 0.0, Duration.milliseconds(25)), (1, nil, 1.0, .milliseconds(50)),
            (3, nil, 1.0, .milliseconds(200)),
            (40, nil, 1.0, .seconds(20)), (1, .seconds(2), 1.0, .seconds(2)),
            (1, .seconds(60), 1.0, .milliseconds(5_050)),
        ] as [(Int, Duration?, Double, Duration)]
    )
    func theWaitGrowsAndFollowsTheService(attempt: Int, retryAfter: Duration?, jitter: Double, wait: Duration) {
        var error = AWSError(
            service: "S3",
            operation: "CopyObject",
            code: "SlowDown",
            message: "",
            status: 503,
            kind: .throttled
        )
        error.retryAfter = retryAfter
        #expect(RetryPause.after(attempt: attempt, error, jitter: jitter) == wait)
    }
}
