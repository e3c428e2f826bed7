using BuyOrder.Functions;
using BuyOrder.Functions.Functions;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Settings;
using BuyOrder.Storage.Settings;

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.Configuration.AddEnvironmentVariables();
var reader = new SettingsReader(builder.Configuration);
if (DeploymentSettings.Read(reader) is not { } settings)
    return ProcessEnd.Refuse(reader.Faults);

builder.Logging.LogToHost();
builder.ListenForHost(settings.Port);
builder.Services.AddBuyOrder(settings);
await using var app = builder.Build();
app.UseMiddleware<HttpBoundary>();
app.MapFunctions();
return await app.RunForHostAsync(reader.Unknown());
