/// The result of a request to start a crawler.
public enum StartCrawlerResult: Sendable, Equatable {
    case started
    /// The crawler was running already. It may have listed the bucket before the new data arrived: start it again when
    /// it has finished.
    case alreadyRunning
}
