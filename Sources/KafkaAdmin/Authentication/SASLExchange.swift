/// The client's side of a login, as messages: pure, without a connection.
///
/// Legal moves: ``first()`` once; then ``next(after:)`` with each answer of the broker, until it returns `nil`: the broker has proved
/// what it has to prove. After a thrown error the login is over.
protocol SASLExchange {
    mutating func first() throws(KafkaError) -> [UInt8]
    /// - Returns: the next message; `nil` when the login is complete.
    mutating func next(after answer: [UInt8]) throws(KafkaError) -> [UInt8]?
}
