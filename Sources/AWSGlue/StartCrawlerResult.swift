/// The result of a request for a crawl.
public enum StartCrawlerResult: Sendable, Equatable {
    case started
    /// A crawl is in flight. It may have listed the bucket before the new data came: request another when it is over.
    case alreadyRunning
}
