/// A message of this function to itself, through its own queue: work that another invocation does.
enum FollowUpMessage: Sendable, Equatable {
    /// Copy a range of a large object's parts.
    case parts(range: Int, of: CopyName)
    /// Make the target what the source is now.
    case object(ObjectRequest)
    /// Start the crawler: a burst of copies is over.
    case crawl

    /// One attempt at a copy in parts: messages of another attempt mean nothing to it.
    struct CopyName: Sendable, Equatable, Codable {
        /// Bucket and key of the target, joined by a slash.
        let target: String
        let token: String
    }

    struct ObjectRequest: Sendable, Equatable, Codable {
        let bucket: String
        let key: String
        /// The first event's time; some keys are made of it.
        let time: String?
    }
}
