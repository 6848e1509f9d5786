internal import FoundationEssentials
public import Logging

/// What one Lambda function is. The conforming type is the executable's `@main`:
///
/// ```swift
/// @main struct Greeter: JSONLambdaFunction {
///     static let manual = FunctionManual(name: "Greeter", summary: "Says hello.")
///     init(_ start: LambdaStart) {}
///     func handle(_ name: String, _ context: LambdaContext) -> String { "Hello, \(name)!" }
/// }
/// ```
///
/// Its tasks run on the transport's thread, the process's main one: nothing in them may block it, and nothing may wait for
/// the main actor, whose queue nobody serves. Work that blocks needs a thread of its own.
///
/// Made once per process, before the first event; then `respond` is called for every event, by several tasks at a time
/// where Lambda allows concurrency in one process (`AWS_LAMBDA_MAX_CONCURRENCY`).
public protocol LambdaFunction: Sendable {
    /// What `bootstrap --help` prints.
    static var manual: FunctionManual { get }

    /// How long before its deadline an invocation's task is cancelled, so that it can still answer with what it
    /// finished. Held to half of the time the invocation has.
    static var cancellationMargin: Duration { get }

    /// Reads the settings. An error thrown here is reported to Lambda as an init error and ends the process.
    init(_ start: LambdaStart) async throws

    /// Does once, before the first event is asked for, what the first event would otherwise pay for: init time has the
    /// full CPU, the first invocation of a small function a fraction of it.
    func warmUp() async

    /// Answers one event.
    ///
    /// - Parameter event: the payload as Lambda sent it; nobody has checked that it is JSON.
    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse
}

extension LambdaFunction {
    public static var cancellationMargin: Duration { .milliseconds(500) }
    public func warmUp() async {}
}

/// A function whose event and answer are Codable.
public protocol JSONLambdaFunction: LambdaFunction {
    associatedtype Event: Decodable & Sendable
    associatedtype Output: Encodable & Sendable

    func handle(_ event: Event, _ context: LambdaContext) async throws -> Output
}

extension JSONLambdaFunction {
    public func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let output = try await handle(try LambdaEvent.decode(Event.self, from: event), context)
        return LambdaResponse(try LambdaEvent.encode(output))
    }
}

/// JSON in and out, with one decoder and one encoder for the life of the process.
public enum LambdaEvent {
    private static let decoder = JSONDecoder()
    private static let encoder = JSONEncoder()

    /// - Throws: an error that says what is missing or wrong, and where, instead of `DecodingError`'s account of it.
    public static func decode<Event: Decodable>(_ type: Event.Type, from payload: [UInt8]) throws -> Event {
        do {
            return try decoder.decode(type, from: Data(payload))
        } catch {
            throw InvalidEvent(error)
        }
    }

    public static func encode(_ output: some Encodable) throws -> [UInt8] { Array(try encoder.encode(output)) }
}

/// A function that has something to do when its environment is shut down. Only such a function registers the internal
/// extension without which Lambda sends no SIGTERM: registering costs every cold start a round trip.
public protocol ShutdownAware: LambdaFunction {
    /// Called once, on SIGTERM. Lambda leaves about 500 ms before it kills the process.
    func shutdown() async
}

/// What a function is given to start with.
public struct LambdaStart: Sendable {
    public let environment: Environment
    public let logger: Logger

    public init(environment: Environment, logger: Logger) {
        self.environment = environment
        self.logger = logger
    }
}

/// The answer to one event.
///
/// Response streaming would enter here, as a second kind of body beside `bytes` that
/// ``RuntimeAPIClient`` posts chunked with `Lambda-Runtime-Function-Response-Mode: streaming`.
public struct LambdaResponse: Sendable, Equatable {
    public var bytes: [UInt8]

    public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
}

/// What `bootstrap --help` tells of a function.
public struct FunctionManual: Sendable {
    public struct Setting: Sendable {
        public let name: String
        public let meaning: String

        public init(_ name: String, _ meaning: String) {
            self.name = name
            self.meaning = meaning
        }
    }

    public let name: String
    public let summary: String
    public let settings: [Setting]
    public let example: String?

    /// - Parameters:
    ///   - summary: one or two sentences.
    ///   - settings: the environment variables it reads, beyond AWS's own.
    ///   - example: a command line that works from the project's folder.
    public init(name: String, summary: String, settings: [Setting] = [], example: String? = nil) {
        self.name = name
        self.summary = summary
        self.settings = settings
        self.example = example
    }
}
