/// The client's side of a login, as a sequence of messages, without a connection.
///
/// Legal moves: ``first()`` once; then ``next(after:)`` with each answer of the broker, until it returns `nil`, which
/// means that the login is complete. After a thrown error the login is over.
protocol SASLExchange {
    mutating func first() throws(KafkaError) -> [UInt8]
    /// Answers the broker's last message.
    ///
    /// - Returns: the next message; `nil` when the login is complete.
    mutating func next(after answer: [UInt8]) throws(KafkaError) -> [UInt8]?
}
