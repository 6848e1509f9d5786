import LambdaEvents

/// One thing to do: a message of the batch, or one record of it.
struct WorkItem: Sendable {
    enum Work: Sendable {
        /// Events of S3; none for S3's test event, which asks for nothing.
        case events([S3ObjectEvent])
        /// A message of this function to itself: a copy in parts goes on, or a crawl is due.
        case followUp(FollowUpMessage)
        /// A message that cannot be read.
        case unreadable(S3DeliveryError)
    }

    /// The message's place in the batch.
    let message: Int
    let work: Work
}
