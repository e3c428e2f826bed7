using System.Text.Json.Serialization;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Verifying;
using Microsoft.AspNetCore.Mvc;

namespace BuyOrder.Functions.Http;

/// <summary>How the API's shapes become JSON, without reflection. What a shape lacks is written as null unless it says otherwise.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(UtcTimeConverter), typeof(ZarConverter)])]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(OrderResponse))]
[JsonSerializable(typeof(Page<OrderResponse>))]
[JsonSerializable(typeof(Page<RunResponse>))]
[JsonSerializable(typeof(RunResultResponse))]
[JsonSerializable(typeof(WalletResponse))]
[JsonSerializable(typeof(RotationResponse))]
[JsonSerializable(typeof(WalletTaskResponse))]
[JsonSerializable(typeof(Page<WalletTaskResponse>))]
[JsonSerializable(typeof(AcceptedNonceResponse))]
[JsonSerializable(typeof(AcceptedRotationResponse))]
[JsonSerializable(typeof(AcceptedContractsResponse))]
[JsonSerializable(typeof(RestartedRecordsResponse))]
[JsonSerializable(typeof(ScheduleResponse))]
[JsonSerializable(typeof(Page<AuditResponse>))]
[JsonSerializable(typeof(PauseResponse))]
[JsonSerializable(typeof(MetricsResponse))]
[JsonSerializable(typeof(AvailableRevenueResponse))]
[JsonSerializable(typeof(Page<RevenueEntryResponse>))]
[JsonSerializable(typeof(RevenueEntryDetailResponse))]
[JsonSerializable(typeof(Page<DayResponse>))]
[JsonSerializable(typeof(ReconciliationResponse))]
[JsonSerializable(typeof(ConfirmedRevenueResponse))]
[JsonSerializable(typeof(RecordingResponse))]
[JsonSerializable(typeof(RejectedRevenueResponse))]
[JsonSerializable(typeof(Page<RejectedRevenueResponse>))]
[JsonSerializable(typeof(ReplayResponse))]
[JsonSerializable(typeof(ReplayAllResponse))]
[JsonSerializable(typeof(ExchangeRatesResponse))]
[JsonSerializable(typeof(Page<ExchangeRatesResponse>))]
[JsonSerializable(typeof(ParametersResponse))]
[JsonSerializable(typeof(Page<ParametersHistoryResponse>))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(VersionResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(HealthDetailsResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
