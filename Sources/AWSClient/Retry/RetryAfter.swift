import HTTPTransport
import UTCTime

/// Reads the time that a response asks us to wait before the next attempt. The header is `x-amz-retry-after` in
/// milliseconds, or `Retry-After` in seconds or as a date.
func retryAfter(_ response: HTTPResponse, now: UTCTime) -> Duration? {
    if let text = response.headers["x-amz-retry-after"], let milliseconds = Int64(text), milliseconds >= 0 {
        return .milliseconds(min(milliseconds, 86_400_000))
    }
    guard let text = response.headers["Retry-After"] else { return nil }
    if let seconds = Int64(text), seconds >= 0 { return .seconds(min(seconds, 86_400)) }
    return UTCTime(httpDate: text).map { max(.zero, $0.duration(since: now)) }
}

/// Returns the time by which our clock is behind the service's, according to the `Date` header of its answer.
func clockOffset(of response: HTTPResponse, now: UTCTime) -> Duration? {
    response.headers["Date"].flatMap(UTCTime.init(httpDate:)).map { $0.duration(since: now) }
}

/// Returns `true` for an offset of more than 4 minutes. Signatures tolerate 5, and the rest is a safety margin.
func isBeyondTolerance(_ offset: Duration) -> Bool { offset > .seconds(240) || offset < .seconds(-240) }
