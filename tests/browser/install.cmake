# Copies the tests and installs their tools, if the lock file is another than last time.
file(GLOB files ${FROM}/*.mjs ${FROM}/*.xsd ${FROM}/package.json ${FROM}/package-lock.json)
file(COPY ${files} DESTINATION ${TO})
file(SHA256 ${TO}/package-lock.json wanted)
set(installed "")
if(EXISTS ${TO}/installed.stamp)
  file(READ ${TO}/installed.stamp installed)
endif()
if(NOT installed STREQUAL wanted)
  execute_process(COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error --fetch-retries=5
                  WORKING_DIRECTORY ${TO}
                  COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE ${TO}/installed.stamp ${wanted})
endif()
