using BuyOrder.Functions;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Settings;
using BuyOrder.Functions.Triggers;
using BuyOrder.Storage.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;

var builder = FunctionsApplication.CreateBuilder(args);
var reader = new SettingsReader(builder.Configuration);
if (DeploymentSettings.Read(reader) is not { } settings)
    return ProcessEnd.Refuse(reader.Faults);

builder.ConfigureFunctionsWebApplication();
builder.UseWhen<HttpFunctionBoundary>(context => context.GetHttpContext() is not null);
builder.UseWhen<TriggerBoundary>(context => context.GetHttpContext() is null);
builder.Logging.LogToHost();
builder.Services.AddBuyOrder(settings);
builder.Services.AddWorkerHosting();
using var host = builder.Build();
return await host.RunForHostAsync(reader.Unknown());
