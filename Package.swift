// swift-tools-version: 6.2
import PackageDescription

/// Every target is built in the Swift 6 language mode (the tools version) with the upcoming features that make imports
/// and existentials explicit. `scripts/test.sh` sets WARNINGS_AS_ERRORS; a newer compiler's new warning should not stop
/// somebody who only wants to build.
let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (Context.environment["WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

/// A library under `Sources/` that every function may share, and that others may build on.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The client of one AWS service: one typed operation a file. Listing it as a dependency is linking it.
func service(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    library(name, ["AWSClient", "AWSSigning", "HTTPTransport", "JSON", "UTCTime"] + dependencies)
}

/// A Lambda function: one folder under `functions/`, one executable, one zip.
///
/// - Parameters:
///   - services: the AWS services it calls.
///   - data: files in its folder that are no source: a `plans` folder, which packaging puts into the zip; a schema.
///   - documents: its README and template.
///   - folder: the folder that its own is in.
func function(
    _ name: String,
    services: [String] = [],
    _ dependencies: [Target.Dependency] = [],
    data: [String] = [],
    documents: [String] = ["README.md", "template.yaml"],
    folder: String = "functions"
) -> Target {
    .executableTarget(
        name: name,
        dependencies: services.map { .byName(name: $0) } + dependencies
            + [
                "AWSClient", "CStaticGlibc", "HTTPTransport", "JSON", "LambdaEvents", "LambdaRuntime", "UTCTime",
                logging,
            ],
        path: "\(folder)/\(name)",
        exclude: documents + data,
        swiftSettings: swiftSettings
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies + [.byName(name: name), "TestSupport"],
        swiftSettings: swiftSettings
    )
}

/// The tests of a service's client.
func serviceTests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    tests(name, dependencies + ["AWSClient", "AWSSigning", "HTTPTransport", "UTCTime"])
}

/// The tests of a function, with everything a whole invocation needs.
func functionTests(_ name: String, services: [String], _ dependencies: [Target.Dependency] = []) -> Target {
    tests(
        name,
        services.map { .byName(name: $0) } + dependencies
            + [
                "AWSClient", "AWSSigning", "HTTPTransport", "JSON", "LambdaEvents", "LambdaRuntime", "UTCTime", logging,
            ]
    )
}

let serviceClients = [
    "AWSDMS", "AWSDataSync", "AWSDynamoDB", "AWSEventBridge", "AWSGlue", "AWSLambda", "AWSRedshiftData", "AWSS3",
    "AWSSNS",
    "AWSSQS", "AWSSTS", "AWSSecretsManager", "AWSStepFunctions",
]

let libraries =
    [
        "JSON", "UTCTime", "FormEncoding", "Base64Coding", "LocalFile", "TextSearch", "HTTPTransport", "LambdaEvents",
        "AWSSigning", "AWSClient", "SelfPipe", "DatabaseClient", "PostgreSQL", "MySQL", "SQLServer", "LambdaRuntime",
        "KafkaAdmin", "PlanFile",
        "Parquet",
        "RedshiftSQL", "StateStore",
    ] + serviceClients

let functions = [
    "S3Copier", "RedshiftUnloader", "RedshiftLoader", "GlueWorkflowStarter", "DMSCompletionHandler", "KafkaS3Sink",
    "KafkaTopics",
]

let s3CopierServices = ["AWSDynamoDB", "AWSEventBridge", "AWSGlue", "AWSS3", "AWSSQS", "AWSSTS"]
let redshiftUnloaderServices = ["AWSDynamoDB", "AWSGlue", "AWSRedshiftData", "AWSS3"]
let glueWorkflowStarterServices = ["AWSDynamoDB", "AWSEventBridge", "AWSGlue", "AWSStepFunctions"]
let redshiftLoaderServices = ["AWSDynamoDB", "AWSEventBridge", "AWSRedshiftData", "AWSS3"]
let dmsCompletionHandlerServices = [
    "AWSDMS", "AWSDataSync", "AWSDynamoDB", "AWSEventBridge", "AWSGlue", "AWSLambda", "AWSRedshiftData", "AWSS3",
    "AWSSNS", "AWSSQS", "AWSSecretsManager", "AWSStepFunctions",
]

let package = Package(
    name: "aws-lambdas",
    products: libraries.map { .library(name: $0, targets: [$0]) }
        + functions.map { .executable(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2")
    ],
    targets: [
        // System libraries
        .systemLibrary(name: "CJSONBytes"),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CExpat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CLibPQ", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CMariaDB", providers: [.apt(["libmariadb-dev"])]),
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CStaticGlibc"),

        // Libraries; imports point one way, from the bottom of this list to its top
        library("JSON", ["CJSONBytes"]),
        library("LocalFile"),
        library("TextSearch"),
        library("UTCTime", ["LocalFile"]),
        library("FormEncoding"),
        library("Base64Coding", ["COpenSSL"]),
        library("HTTPTransport", ["CCurl", "COpenSSL", "LocalFile", "TextSearch"]),
        library("LambdaEvents", ["Base64Coding", "FormEncoding", "JSON", "TextSearch", "UTCTime"]),
        library("AWSSigning", ["COpenSSL", "HTTPTransport", "JSON", "LocalFile", "UTCTime"]),
        library("AWSClient", ["CExpat", "AWSSigning", "HTTPTransport", "JSON", "LocalFile", "UTCTime"]),
        library("SelfPipe"),
        library("DatabaseClient", ["SelfPipe"]),
        library("PostgreSQL", ["CLibPQ", "DatabaseClient", "SelfPipe", "TextSearch"]),
        library("MySQL", ["CMariaDB", "COpenSSL", "DatabaseClient", "SelfPipe"]),
        library("SQLServer", ["COpenSSL", "DatabaseClient", "SelfPipe"]),
        library(
            "KafkaAdmin",
            [
                "AWSSigning", "Base64Coding", "CCurl", "COpenSSL", "DatabaseClient", "HTTPTransport", "JSON",
                "SelfPipe", "TextSearch", "UTCTime",
            ]
        ),
        library(
            "LambdaRuntime",
            ["FormEncoding", "HTTPTransport", "JSON", "LocalFile", "SelfPipe", "UTCTime", logging]
        ),

        // Services
        service("AWSDMS"),
        service("AWSDataSync", ["TextSearch"]),
        service("AWSDynamoDB"),
        service("AWSEventBridge"),
        service("AWSGlue"),
        service("AWSLambda"),
        service("AWSRedshiftData"),
        service("AWSS3", ["Base64Coding", "FormEncoding"]),
        service("AWSSNS"),
        service("AWSSQS"),
        service("AWSSTS"),
        service("AWSSecretsManager"),
        service("AWSStepFunctions"),

        // On top of services
        library(
            "PlanFile",
            ["CYAML", "AWSClient", "AWSS3", "AWSSigning", "JSON", "LambdaRuntime", "TextSearch", "UTCTime"]
        ),
        library("Parquet", ["CZlib"]),
        library(
            "RedshiftSQL",
            ["AWSRedshiftData", "AWSS3", "AWSSigning", "JSON", "PlanFile", "TextSearch", "UTCTime"]
        ),
        library("StateStore", ["AWSClient", "AWSDynamoDB", "JSON", "UTCTime"]),

        // Functions
        function(
            "S3Copier",
            services: s3CopierServices,
            ["Base64Coding", "FormEncoding", "PlanFile", "StateStore", "TextSearch"],
            data: ["plan.schema.json", "plans", "source-region.yaml", "undelivered-queue.yaml"]
        ),
        function(
            "RedshiftUnloader",
            services: redshiftUnloaderServices,
            ["AWSSigning", "Parquet", "PlanFile", "RedshiftSQL", "StateStore", "TextSearch"],
            data: ["plan.schema.json", "plans"]
        ),
        function(
            "RedshiftLoader",
            services: redshiftLoaderServices,
            ["AWSSigning", "CZlib", "LocalFile", "Parquet", "PlanFile", "RedshiftSQL", "StateStore", "TextSearch"],
            data: ["migrations", "plan.schema.json", "plans"]
        ),
        function(
            "GlueWorkflowStarter",
            services: glueWorkflowStarterServices,
            ["AWSSigning", "FormEncoding", "StateStore", "TextSearch"],
            data: ["LogEvent.asl.json", "input.schema.json", "output.schema.json", "template.yaml"]
        ),
        function(
            "DMSCompletionHandler",
            services: dmsCompletionHandlerServices,
            [
                "AWSSigning", "DatabaseClient", "LocalFile", "MySQL", "Parquet", "PlanFile", "PostgreSQL",
                "RedshiftSQL", "SQLServer",
                "StateStore", "TextSearch",
            ],
            data: ["EVIDENCE.md", "dms", "plan.schema.json", "plans"]
        ),

        function(
            "KafkaS3Sink",
            services: ["AWSS3"],
            ["AWSSigning", "Base64Coding", "Parquet", "PlanFile"],
            data: ["plan.schema.json", "plans"]
        ),

        function(
            "KafkaTopics",
            services: ["AWSS3", "AWSSecretsManager"],
            ["AWSSigning", "KafkaAdmin", "PlanFile"],
            data: ["plan.schema.json", "plans"]
        ),

        // Tests
        function("GreeterExample", documents: [], folder: "Tests"),  // the README's "Add a function"
        .target(
            name: "TestSupport",
            dependencies: ["AWSClient", "AWSSigning", "COpenSSL", "DatabaseClient", "UTCTime"],
            path: "Tests/TestSupport",
            exclude: [
                "Databases/start-mariadb.sh", "Databases/start-postgres.sh", "HTTP/tls_server.py",
                "Scripted/make-certificates.sh", "Scripted/owner.sh",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: swiftSettings),
        .testTarget(name: "SelfPipeTests", dependencies: ["SelfPipe"], swiftSettings: swiftSettings),
        .testTarget(name: "Base64CodingTests", dependencies: ["Base64Coding"], swiftSettings: swiftSettings),
        .testTarget(name: "TextSearchTests", dependencies: ["TextSearch"], swiftSettings: swiftSettings),
        .testTarget(name: "LocalFileTests", dependencies: ["LocalFile"], swiftSettings: swiftSettings),
        tests("UTCTime"),
        tests("HTTPTransport"),
        tests("AWSSigning", ["HTTPTransport", "UTCTime"]),
        tests("AWSClient", ["AWSSigning", "HTTPTransport", "JSON", "UTCTime"]),
        serviceTests("AWSDynamoDB"),
        serviceTests("AWSEventBridge"),
        serviceTests("AWSGlue", ["AWSStepFunctions"]),
        serviceTests("AWSLambda"),
        serviceTests("AWSRedshiftData"),
        serviceTests("AWSS3"),
        serviceTests("AWSSNS"),
        serviceTests("AWSSecretsManager"),
        serviceTests("AWSSQS"),
        .testTarget(
            name: "ServiceClientTests",
            dependencies: serviceClients.map { .byName(name: $0) } + [
                "AWSClient", "AWSSigning", "HTTPTransport", "TestSupport",
            ],
            swiftSettings: swiftSettings
        ),
        tests("Parquet"),
        tests("RedshiftSQL", ["AWSClient", "AWSRedshiftData", "AWSS3", "HTTPTransport", "UTCTime"]),
        tests("StateStore", ["AWSClient", "AWSDynamoDB", "UTCTime"]),
        tests("LambdaEvents", ["JSON", "UTCTime"]),
        .target(
            name: "PlanSchema",
            dependencies: ["PlanFile"],
            path: "Tests/PlanSchema",
            swiftSettings: swiftSettings
        ),
        tests("PlanFile", ["AWSClient", "AWSS3", "LambdaRuntime", "PlanSchema", "UTCTime"]),
        tests("PostgreSQL", ["DatabaseClient"]),
        tests("MySQL", ["COpenSSL", "DatabaseClient"]),
        tests("SQLServer", ["COpenSSL", "DatabaseClient"]),
        tests("KafkaAdmin", ["AWSSigning", "COpenSSL", "HTTPTransport", "JSON", "UTCTime"]),
        tests("LambdaRuntime", ["HTTPTransport", "UTCTime", logging]),
        functionTests("S3Copier", services: s3CopierServices, ["LocalFile", "PlanFile", "PlanSchema", "StateStore"]),
        functionTests(
            "RedshiftUnloader",
            services: redshiftUnloaderServices,
            ["LocalFile", "PlanFile", "PlanSchema", "RedshiftSQL", "StateStore"]
        ),
        functionTests(
            "RedshiftLoader",
            services: redshiftLoaderServices,
            ["Parquet", "PlanFile", "PlanSchema", "RedshiftSQL", "StateStore"]
        ),
        functionTests("KafkaS3Sink", services: ["AWSS3"], ["LocalFile", "Parquet", "PlanFile", "PlanSchema"]),
        functionTests(
            "KafkaTopics",
            services: ["AWSS3", "AWSSecretsManager"],
            ["KafkaAdmin", "LocalFile", "PlanFile", "PlanSchema"]
        ),
        functionTests("GlueWorkflowStarter", services: glueWorkflowStarterServices, ["LocalFile", "StateStore"]),
        functionTests(
            "DMSCompletionHandler",
            services: dmsCompletionHandlerServices,
            [
                "DatabaseClient", "LocalFile", "MySQL", "PlanFile", "PlanSchema", "PostgreSQL", "RedshiftSQL",
                "StateStore",
            ]
        ),
    ]
)
