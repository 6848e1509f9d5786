import HTTPTransport
import Testing
import UTCTime

@testable import AWSClient

/// The "standard" retry mode, decision by decision.
@Suite struct RetryTests {
    private func error(_ kind: AWSError.Kind, code: String = "X") -> AWSError {
        AWSError(service: "S", operation: "O", code: code, message: "", kind: kind)
    }

    private func decide(
        _ kinds: [AWSError.Kind],
        attempts: Int? = nil,
        isIdempotent: Bool = true,
        retryAfter: Duration? = nil,
        remaining: Duration? = nil,
        jitter: Double = 1,
        service: ServiceRetry = .standard
    ) -> [CallAttempts.Decision] {
        var call = CallAttempts(RetrySettings(maximumAttempts: attempts), service, isIdempotent: isIdempotent)
        var quota = RetryQuota()
        return kinds.map {
            call.decide(after: error($0), retryAfter: retryAfter, quota: &quota, jitter: jitter, remaining: remaining)
        }
    }

    @Test func throttlingBacksOffFromASecondUpToTwenty() {
        let decisions = decide(Array(repeating: .throttled, count: 8), attempts: 9)
        let seconds = [1, 2, 4, 8, 16, 20, 20, 20]
        #expect(decisions == seconds.map { .retry(after: .seconds($0)) })
    }

    @Test(arguments: [(ServiceRetry.standard, [50, 100, 200]), (.dynamoDB, [25, 50, 100])])
    func aTransientFailureBacksOffFromMilliseconds(service: ServiceRetry, milliseconds: [Int]) {
        let decisions = decide(Array(repeating: .transient, count: 3), attempts: 4, service: service)
        #expect(decisions == milliseconds.map { .retry(after: .milliseconds($0)) })
        let unsent = decide(Array(repeating: .notSent, count: 3), attempts: 4, service: service)
        #expect(unsent == decisions)
    }

    @Test func dynamoDBIsTriedOnceMore() {
        #expect(decide(Array(repeating: .transient, count: 4)).filter { $0 != .giveUp }.count == 2)
        let dynamoDB = decide(Array(repeating: .transient, count: 4), service: .dynamoDB)
        #expect(dynamoDB.filter { $0 != .giveUp }.count == 3)
        let asked = decide(Array(repeating: .transient, count: 4), attempts: 2, service: .dynamoDB)
        #expect(asked.filter { $0 != .giveUp }.count == 1)
    }

    @Test(arguments: [AWSError.Kind.transient, .notSent, .throttled, .clockSkew])
    func everyRetryWaits(kind: AWSError.Kind) {
        let base: Duration = kind == .throttled ? .seconds(1) : .milliseconds(50)
        #expect(decide([kind], jitter: 0) == [.retry(after: base / 10)])
        #expect(decide([kind], jitter: 0.5) == [.retry(after: base / 2)])
        #expect(decide([kind], jitter: 1) == [.retry(after: base)])
    }

    @Test(arguments: [(1, 0), (2, 1), (3, 2)]) func countsTheFirstTryAsAnAttempt(attempts: Int, retries: Int) {
        let decisions = decide([.throttled, .throttled, .throttled], attempts: attempts)
        #expect(decisions.filter { $0 != .giveUp }.count == retries)
    }

    @Test(arguments: [
        (AWSError.Kind.throttled, true, true), (.notSent, true, true), (.transient, true, false),
        (.clockSkew, true, true),
        (.permanent, false, false), (.outOfTime, false, false),
    ])
    func retriesOnlyWhatIsSafe(kind: AWSError.Kind, whenIdempotent: Bool, otherwise: Bool) {
        #expect((decide([kind]) != [.giveUp]) == whenIdempotent)
        #expect((decide([kind], isIdempotent: false) != [.giveUp]) == otherwise)
    }

    @Test func theServicesWishIsHeldToFiveSecondsOverTheBackoff() {
        #expect(decide([.throttled], retryAfter: .seconds(3)) == [.retry(after: .seconds(3))])
        #expect(decide([.throttled], retryAfter: .milliseconds(1)) == [.retry(after: .seconds(1))])
        #expect(decide([.throttled], retryAfter: .seconds(80_000)) == [.retry(after: .seconds(6))])
        #expect(decide([.transient], retryAfter: .seconds(9)) == [.retry(after: .milliseconds(5_050))])
    }

    @Test func neverWaitsPastTheDeadline() {
        #expect(decide([.throttled], remaining: .milliseconds(900)) == [.giveUp])
        #expect(decide([.throttled], remaining: .milliseconds(1100)) == [.retry(after: .seconds(1))])
    }

    @Test func correctsTheClockOnce() {
        #expect(decide([.clockSkew, .clockSkew]) == [.retry(after: .milliseconds(50)), .giveUp])
    }

    @Test func stopsRetryingWhenMostCallsFail() {
        var quota = RetryQuota()
        var retries = 0
        for _ in 0..<200 {
            var call = CallAttempts(RetrySettings(maximumAttempts: 2), isIdempotent: true)
            let decision = call.decide(
                after: error(.transient),
                retryAfter: nil,
                quota: &quota,
                jitter: 0,
                remaining: nil
            )
            if decision != .giveUp { retries += 1 }
        }
        #expect(retries == 35, "500 tokens, 14 a retry")
        #expect(quota.available == 10)
        quota.succeed(lastRetryCost: 14)
        #expect(quota.available == 24)
        quota.succeed(lastRetryCost: nil)
        #expect(quota.available == 25)
    }

    @Test(arguments: [
        (AWSError.Kind.throttled, 495), (.transient, 486), (.notSent, 486), (.clockSkew, 486), (.permanent, 500),
    ])
    func aTransientFailureCostsMoreThanThrottling(kind: AWSError.Kind, available: Int) {
        var quota = RetryQuota()
        var call = CallAttempts(RetrySettings(), isIdempotent: true)
        _ = call.decide(after: error(kind), retryAfter: nil, quota: &quota, jitter: 0, remaining: nil)
        #expect(quota.available == available)
    }

    @Test(arguments: [
        ("3", Duration.seconds(3)), ("Sun, 30 Aug 2015 12:36:05 GMT", .seconds(5)),
        ("Sun, 30 Aug 2015 12:00:00 GMT", .zero),
        ("-1", nil), ("soon", nil), ("99999999999999999999", nil),
    ])
    func readsRetryAfter(value: String, expected: Duration?) throws {
        let now = try #require(UTCTime(iso8601: "20150830T123600Z"))
        #expect(retryAfter(HTTPResponse(status: 503, headers: ["Retry-After": value]), now: now) == expected)
    }

    @Test func readsSettings() throws {
        #expect(try RetrySettings { ["AWS_MAX_ATTEMPTS": "5", "AWS_RETRY_MODE": "adaptive"][$0] }.maximumAttempts == 5)
        #expect(try RetrySettings { _ in nil }.maximumAttempts == nil)
        for bad in ["0", "x", "1.5", "1000"] {
            #expect(throws: AWSConfigurationError.self) { try RetrySettings { ["AWS_MAX_ATTEMPTS": bad][$0] } }
        }
        #expect(throws: AWSConfigurationError.self) { try RetrySettings { ["AWS_RETRY_MODE": "fast"][$0] } }
    }

    @Test(arguments: [
        ("SlowDown", 503, AWSError.Kind.throttled), ("ThrottlingException", 400, .throttled), ("X", 429, .throttled),
        ("InternalError", 500, .transient), ("X", 502, .transient), ("X", 504, .transient),
        ("RequestTimeout", 400, .transient),
        ("AccessDenied", 403, .permanent), ("NoSuchKey", 404, .permanent), ("X", 501, .permanent),
        ("SignatureDoesNotMatch", 403, .permanent),
    ])
    func tellsFailuresApart(code: String, status: Int, kind: AWSError.Kind) {
        #expect(ErrorCodes.kind(code: code, status: status, isClockOff: false) == kind)
    }

    @Test func aBadSignatureIsTheClocksFaultOnlyWhenTheClockIsOff() {
        #expect(ErrorCodes.kind(code: "SignatureDoesNotMatch", status: 403, isClockOff: true) == .clockSkew)
        #expect(ErrorCodes.kind(code: "RequestTimeTooSkewed", status: 403, isClockOff: true) == .clockSkew)
    }
}
