#!/usr/bin/env node
// In the repository and not in dist: npm links commands when it installs, before anything is built.
import "../dist/main.js";
