public import Logging

/// Environment and logger that a function is made with.
public struct LambdaInitializationContext: Sendable {
    public let environment: Environment
    public let logger: Logger

    public init(environment: Environment, logger: Logger) {
        self.environment = environment
        self.logger = logger
    }

    /// Makes the services of a function.
    ///
    /// - Returns: the services; outside of Lambda the error instead, because a dry run needs neither settings nor credentials.
    /// - Throws: the error of `make`, inside Lambda: it ends the init.
    public func services<Services>(
        _ make: (Environment) throws -> Services
    ) throws -> Result<Services, any Error> {
        let services = Result { try make(environment) }
        if environment["AWS_LAMBDA_RUNTIME_API"] != nil { _ = try services.get() }
        return services
    }
}
