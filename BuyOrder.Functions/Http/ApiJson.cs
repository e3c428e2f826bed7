using System.Text.Json.Serialization;
using BuyOrder.Functions.Http.Shapes;

namespace BuyOrder.Functions.Http;

/// <summary>How the API's shapes become JSON, without reflection. What a shape lacks is written as null unless it says otherwise.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(UtcTimeConverter), typeof(ZarConverter)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(OrderShape))]
[JsonSerializable(typeof(Page<OrderShape>))]
[JsonSerializable(typeof(Page<RunShape>))]
[JsonSerializable(typeof(RunResultShape))]
[JsonSerializable(typeof(AcceptedNonceShape))]
[JsonSerializable(typeof(AcceptedContractsShape))]
[JsonSerializable(typeof(RestartedRecordsShape))]
[JsonSerializable(typeof(MetricsShape))]
[JsonSerializable(typeof(AvailableRevenueShape))]
[JsonSerializable(typeof(Page<RevenueEntryShape>))]
[JsonSerializable(typeof(RevenueEntryDetailShape))]
[JsonSerializable(typeof(Page<DayShape>))]
[JsonSerializable(typeof(ReconciliationShape))]
[JsonSerializable(typeof(ConfirmedRevenueShape))]
[JsonSerializable(typeof(RecordingShape))]
[JsonSerializable(typeof(RejectedRevenueShape))]
[JsonSerializable(typeof(Page<RejectedRevenueShape>))]
[JsonSerializable(typeof(ReplayShape))]
[JsonSerializable(typeof(ReplayAllShape))]
[JsonSerializable(typeof(ExchangeRatesShape))]
[JsonSerializable(typeof(Page<ExchangeRatesShape>))]
[JsonSerializable(typeof(VerificationShape))]
[JsonSerializable(typeof(VersionShape))]
[JsonSerializable(typeof(HealthShape))]
[JsonSerializable(typeof(HealthDetailsShape))]
internal sealed partial class ApiJson : JsonSerializerContext;
