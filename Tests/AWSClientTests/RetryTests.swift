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
        service: ServiceRetryDefaults = .standard
    ) -> [CallRetryLoop.Decision] {
        var call = CallRetryLoop(RetrySettings(maximumAttempts: attempts), service, isIdempotent: isIdempotent)
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

    @Test(arguments: [(ServiceRetryDefaults.standard, [50, 100, 200]), (.dynamoDB, [25, 50, 100])])
    func aTransientFailureBacksOffFromMilliseconds(service: ServiceRetryDefaults, milliseconds: [Int]) {
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
            var call = CallRetryLoop(RetrySettings(maximumAttempts: 2), isIdempotent: true)
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
        var call = CallRetryLoop(RetrySettings(), isIdempotent: true)
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

    @Test(arguments: [
        (["x-amz-retry-after": "1500"], Duration.milliseconds(1_500)), (["x-amz-retry-after": "0"], .zero),
        (["X-Amz-Retry-After": "20"], .milliseconds(20)),
        // The one in milliseconds says it more exactly.
        (["x-amz-retry-after": "20", "Retry-After": "3"], .milliseconds(20)),
        (["x-amz-retry-after": "-20", "Retry-After": "3"], .seconds(3)), (["x-amz-retry-after": "soon"], nil),
        (["x-amz-retry-after": "1.5"], nil), (["x-amz-retry-after": ""], nil),
        (["x-amz-retry-after": "99999999999999999999"], nil),
        (["x-amz-retry-after": "9223372036854775807"], .seconds(86_400)),
        (["x-amz-retry-after": "Sun, 30 Aug 2015 12:36:05 GMT"], nil),
        (["Retry-After": "9223372036854775807"], .seconds(86_400)),
        (["Retry-After": "Sun, 30 Aug 9999 12:36:05 GMT"], .seconds(251_960_630_405)),
    ])
    func readsTheWishInMilliseconds(headers: [String: String], expected: Duration?) throws {
        let now = try #require(UTCTime(iso8601: "20150830T123600Z"))
        var all = HTTPHeaders()
        for (name, value) in headers { all.add(name, value) }
        let found = retryAfter(HTTPResponse(status: 503, headers: all), now: now)
        if headers["Retry-After"]?.contains("9999") == true {
            // Whatever the service asks for, it is held to five seconds over the backoff.
            #expect(found.map { $0 > .seconds(86_400) } == true)
            #expect(decide([.transient], retryAfter: found) == [.retry(after: .milliseconds(5_050))])
        } else {
            #expect(found == expected)
        }
    }

    /// Of several headers of one name the first one counts.
    @Test func theFirstOfSeveralWishesCounts() throws {
        let now = try #require(UTCTime(iso8601: "20150830T123600Z"))
        var headers = HTTPHeaders()
        headers.add("x-amz-retry-after", "10")
        headers.add("x-amz-retry-after", "20000")
        #expect(retryAfter(HTTPResponse(status: 503, headers: headers), now: now) == .milliseconds(10))
    }

    @Test(arguments: [Duration.zero, .milliseconds(-5), .seconds(Int64.min / 4), .seconds(Int64.max / 4)])
    func noWishTrapsOrShortensTheBackoff(wish: Duration) {
        for kind in [AWSError.Kind.transient, .throttled, .notSent, .clockSkew] {
            let base: Duration = kind == .throttled ? .seconds(1) : .milliseconds(50)
            let expected = wish > .zero ? base + .seconds(5) : base
            #expect(decide([kind], retryAfter: wish) == [.retry(after: expected)])
        }
    }

    @Test(arguments: [-1.0, 0, 1, 2, 1e300, .infinity]) func noJitterLeavesItsBounds(jitter: Double) {
        guard case .retry(let delay) = decide([.transient], jitter: jitter)[0] else {
            Issue.record("a transient failure is retried")
            return
        }
        #expect(delay >= .milliseconds(5) && delay <= .milliseconds(50))
    }

    @Test func onlyDynamoDBHasItsOwnNumbers() {
        #expect(ServiceRetryDefaults.standard == ServiceRetryDefaults(transientBase: .milliseconds(50), attempts: 3))
        #expect(ServiceRetryDefaults.dynamoDB == ServiceRetryDefaults(transientBase: .milliseconds(25), attempts: 4))
        #expect(AWSService.sts.retry == .standard)
        // Throttling backs off alike for all.
        #expect(decide([.throttled], service: .dynamoDB) == [.retry(after: .seconds(1))])
    }

    @Test func throttlingCostsFiveUntilTheBucketIsEmpty() {
        var quota = RetryQuota()
        var retries = 0
        for _ in 0..<200 {
            var call = CallRetryLoop(RetrySettings(maximumAttempts: 2), isIdempotent: false)
            let decision = call.decide(
                after: error(.throttled),
                retryAfter: .seconds(1),
                quota: &quota,
                jitter: 0,
                remaining: nil
            )
            if decision != .giveUp { retries += 1 }
        }
        #expect(retries == 100, "500 tokens, 5 a retry")
        #expect(quota.available == 0)
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
        // A HEAD has no body to say it in.
        for status in [400, 401, 403] {
            #expect(ErrorCodes.kind(code: "HTTP\(status)", status: status, isClockOff: true) == .clockSkew)
            #expect(ErrorCodes.kind(code: "HTTP\(status)", status: status, isClockOff: false) == .permanent)
        }
        #expect(ErrorCodes.kind(code: "HTTP404", status: 404, isClockOff: true) == .permanent)
        #expect(ErrorCodes.kind(code: "AccessDenied", status: 403, isClockOff: true) == .permanent)
    }
}
