#!/bin/sh
# The process of a worker whose part in the conversation a test plays. Each start is told in a file of its own; it ends with the code that
# a test writes into the file "exit", or when it is killed.
env > "env-$$"
for argument in "$@"; do printf '%s\n' "$argument"; done > "new-$$"
mv "new-$$" "start-$$"
if [ -e refuse-start ]; then
  echo "BuyOrder:Something is wrong" >&2
  exit 1
fi
while [ ! -e exit ]; do sleep 0.05; done
code=$(cat exit)
rm exit
exit "$code"
