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

// Checking keys and addresses takes as long as setting the worker up: side by side the start is shorter.
var reading = Task.Run(() => DeploymentSettings.Read(reader));
builder.ConfigureFunctionsWebApplication();
if (await reading is not { } settings)
    return ProcessEnd.Refuse(reader.Faults);

builder.UseWhen<HttpFunctionBoundary>(context => context.GetHttpContext() is not null);
builder.UseWhen<TriggerBoundary>(context => context.GetHttpContext() is null);
builder.Logging.LogToHost();
builder.Services.AddBuyOrder(settings);
builder.Services.AddWorkerHosting();
using var host = builder.Build();
return await host.RunForHostAsync(reader.Unknown());
