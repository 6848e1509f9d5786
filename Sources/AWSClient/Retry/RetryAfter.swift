import HTTPTransport
import UTCTime

/// What a response asks the next attempt to wait for: `x-amz-retry-after` in milliseconds, or `Retry-After` in seconds or
/// as a date.
func retryAfter(_ response: HTTPResponse, now: UTCTime) -> Duration? {
    if let text = response.headers["x-amz-retry-after"], let milliseconds = Int64(text), milliseconds >= 0 {
        return .milliseconds(min(milliseconds, 86_400_000))
    }
    guard let text = response.headers["Retry-After"] else { return nil }
    if let seconds = Int64(text), seconds >= 0 { return .seconds(min(seconds, 86_400)) }
    return UTCTime(httpDate: text).map { max(.zero, $0.duration(since: now)) }
}

/// How far our clock is behind the service's, when that is more than signatures tolerate on the safe side (4 of the 5
/// minutes); `nil` otherwise.
func measuredClockOffset(_ response: HTTPResponse, now: UTCTime) -> Duration? {
    guard let date = response.headers["Date"].flatMap(UTCTime.init(httpDate:)) else { return nil }
    let offset = date.duration(since: now)
    return offset > .seconds(240) || offset < .seconds(-240) ? offset : nil
}
